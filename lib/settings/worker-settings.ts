import {
  definitionsOf,
  derivedSetting,
  optionalSetting,
  setting,
  type Resolved,
} from './setting-definition.ts';
import {
  count,
  countOrAuto,
  countOrNone,
  milliseconds,
  oneOf,
  text,
  textOrNone,
  yesOrNo,
} from './setting-kind.ts';

/** Every setting of a worker, in the order of documentation. */
const declared = {
  domain: setting(textOrNone, null, {
    meaning: 'Task domain; an empty one is no domain.',
    example: 'nice',
  }),
  pollingInterval: setting(milliseconds, 100, {
    meaning: 'Pause between two empty polls.',
    secondKeys: ['poll_interval'],
  }),
  pollTimeout: setting(milliseconds, 5000, {
    meaning: 'How long an idle poll may wait in the engine; the engine allows 5000 at most.',
  }),
  concurrency: derivedSetting(count, {
    meaning: 'Tasks in flight at once.',
    fallbackText: 'as many as `threads`',
    example: '10',
    secondKeys: ['thread_count'],
  }),
  threads: setting(countOrAuto, 1, {
    meaning: "Threads in the worker's pool; `auto` = as many as the process has CPUs.",
  }),
  minThreads: setting(countOrNone, 1, {
    meaning: 'Threads kept warm when idle, `threads` at most; 0 = none.',
  }),
  isolation: setting(oneOf(['thread', 'inline']), 'thread', {
    meaning:
      "`thread`, or `inline`: on the host's own event loop, fastest for short I/O tasks, without protection.",
  }),
  workerId: derivedSetting(text, {
    meaning: 'Free text that the engine shows with a task.',
    fallbackText: 'the host name',
    example: 'my-machine',
  }),
  paused: setting(yesOrNo, false, { meaning: 'Start without polling.' }),
  executionTimeout: optionalSetting(milliseconds, {
    meaning: 'Time after which the host ends a task; 0 = never.',
    fallbackText: "what the definition's `timeoutSeconds` leaves",
    example: '60000',
  }),
  leaseExtendEnabled: setting(yesOrNo, false, {
    meaning:
      'Heartbeats from a third of the lease on; else from half of it on, for tasks that take that long.',
  }),
  registerTaskDef: setting(yesOrNo, false, { meaning: 'Register the task definition at start.' }),
  overwriteTaskDef: setting(yesOrNo, true, {
    meaning: 'Replace a definition that is there already.',
  }),
  maxHeapMb: optionalSetting(count, {
    meaning: 'Heap limit of each thread, in megabytes.',
    fallbackText: "Node's own",
    example: '256',
  }),
};

type Written = Resolved<typeof declared>;

/**
 * The settings of one task name of a worker: complete, valid, frozen. Times in milliseconds, null
 * = none, `threads` always a number.
 */
export type WorkerSettings = {
  readonly [Option in keyof Written]: Exclude<Written[Option], 'auto'>;
};

export const WORKER_SETTINGS = definitionsOf(declared);
