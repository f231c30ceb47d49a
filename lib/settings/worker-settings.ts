import type { SettingDefinition } from './setting-definition.ts';
import {
  count,
  countOrNone,
  milliseconds,
  oneOf,
  text,
  textOrNone,
  yesOrNo,
} from './setting-kind.ts';

/** The settings of one task name of a worker: complete, valid, frozen. Times in milliseconds. */
export interface WorkerSettings {
  /** Task domain; null = none. */
  readonly domain: string | null;
  readonly pollingInterval: number;
  readonly pollTimeout: number;
  /** Tasks in flight at once. */
  readonly concurrency: number;
  readonly threads: number;
  /** Threads kept warm when idle; never more than `threads`. */
  readonly minThreads: number;
  readonly isolation: 'thread' | 'inline';
  readonly workerId: string;
  readonly paused: boolean;
  /** null or 0 = never. */
  readonly executionTimeout: number | null;
  readonly leaseExtendEnabled: boolean;
  readonly registerTaskDef: boolean;
  readonly overwriteTaskDef: boolean;
  /** null = no limit but Node's own. */
  readonly maxHeapMb: number | null;
}

interface WorkerSettingDefinition extends SettingDefinition {
  readonly option: keyof WorkerSettings;
}

/** Every setting of a worker, in the order of documentation. */
export const WORKER_SETTINGS: readonly WorkerSettingDefinition[] = [
  {
    key: 'domain',
    option: 'domain',
    kind: textOrNone,
    fallback: null,
    meaning: 'Task domain; an empty one is no domain.',
  },
  {
    key: 'polling_interval',
    option: 'pollingInterval',
    kind: milliseconds,
    fallback: 100,
    secondKeys: ['poll_interval'],
    meaning: 'Pause between two empty polls.',
  },
  {
    key: 'poll_timeout',
    option: 'pollTimeout',
    kind: milliseconds,
    fallback: 5000,
    meaning: 'How long an idle poll may wait in the engine; the engine allows 5000 at most.',
  },
  {
    key: 'concurrency',
    option: 'concurrency',
    kind: count,
    fallback: null,
    fallbackText: 'as many as `threads`',
    secondKeys: ['thread_count'],
    meaning: 'Tasks in flight at once.',
  },
  {
    key: 'threads',
    option: 'threads',
    kind: count,
    fallback: 1,
    meaning: "Threads in the worker's pool.",
  },
  {
    key: 'min_threads',
    option: 'minThreads',
    kind: countOrNone,
    fallback: 1,
    meaning: 'Threads kept warm when idle, `threads` at most; 0 = none.',
  },
  {
    key: 'isolation',
    option: 'isolation',
    kind: oneOf(['thread', 'inline']),
    fallback: 'thread',
    meaning:
      "`thread`, or `inline`: on the host's own event loop, fastest for short I/O tasks, without protection.",
  },
  {
    key: 'worker_id',
    option: 'workerId',
    kind: text,
    fallback: null,
    fallbackText: 'the host name',
    meaning: 'Free text that the engine shows with a task.',
  },
  {
    key: 'paused',
    option: 'paused',
    kind: yesOrNo,
    fallback: false,
    meaning: 'Start without polling.',
  },
  {
    key: 'execution_timeout',
    option: 'executionTimeout',
    kind: milliseconds,
    fallback: null,
    fallbackText: 'none',
    meaning: 'Time after which the host ends a task; 0 = never.',
  },
  {
    key: 'lease_extend_enabled',
    option: 'leaseExtendEnabled',
    kind: yesOrNo,
    fallback: false,
    meaning: 'Heartbeat while a task runs.',
  },
  {
    key: 'register_task_def',
    option: 'registerTaskDef',
    kind: yesOrNo,
    fallback: false,
    meaning: 'Register the task definition at start.',
  },
  {
    key: 'overwrite_task_def',
    option: 'overwriteTaskDef',
    kind: yesOrNo,
    fallback: true,
    meaning: 'Replace a definition that is there already.',
  },
  {
    key: 'max_heap_mb',
    option: 'maxHeapMb',
    kind: count,
    fallback: null,
    fallbackText: "Node's own",
    meaning: 'Heap limit of each thread, in megabytes.',
  },
];
