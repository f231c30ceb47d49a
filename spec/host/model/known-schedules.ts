import type { Schedule } from './schedule.ts';

const plain: Omit<Schedule, 'steps'> = {
  slots: 1,
  isolation: 'thread',
  outbox: 'off',
  drainTimeout: 0,
  onDrainTimeout: 'hand_back',
  executionTimeout: 0,
  seed: 0,
  fates: [],
  work: [],
  disk: [],
};

/** Schedules that a host once did not stand, or that only one line of it stands. */
export const knownSchedules: Readonly<Record<string, Schedule>> = {
  'a task that comes twice, again while its result is stored': {
    ...plain,
    outbox: 'always',
    steps: [
      { after: 0, do: 'put', count: 1, lease: 0 },
      { after: 0, do: 'outage', count: 1, lease: 0 },
      { after: 300, do: 'put', count: 1, lease: 0 },
    ],
    fates: [{ kind: 'twice', ms: 335 }],
    work: [{ kind: 'crash', ms: 20 }],
  },
  'a task that comes twice while it runs': {
    ...plain,
    slots: 2,
    steps: [{ after: 1, do: 'put', count: 1, lease: 0 }],
    fates: [
      { kind: 'late', ms: 104 },
      { kind: 'twice', ms: 548 },
      { kind: 'ok', ms: 17 },
      { kind: 'ok', ms: 1347 },
    ],
    work: [
      { kind: 'complete', ms: 3200 },
      { kind: 'defer', ms: 8477 },
    ],
  },
  'a heartbeat under way when its task ends': {
    ...plain,
    steps: [{ after: 0, do: 'put', count: 1, lease: 2 }],
    fates: [
      { kind: 'slow', ms: 50 },
      { kind: 'slow', ms: 832 },
    ],
    work: [{ kind: 'complete', ms: 4450 }],
  },
  'a heartbeat without an answer, and a result after it': {
    ...plain,
    outbox: 'always',
    steps: [{ after: 0, do: 'put', count: 1, lease: 2 }],
    fates: [
      { kind: 'ok', ms: 1 },
      { kind: 'unavailable', ms: 1 },
      { kind: 'slow', ms: 4997 },
    ],
    work: [{ kind: 'complete', ms: 1999 }],
  },
  'a deferred task that comes again before the deferral is answered': {
    ...plain,
    steps: [{ after: 300, do: 'put', count: 1, lease: 0 }],
    fates: [
      { kind: 'ok', ms: 1 },
      { kind: 'ok', ms: 50 },
      { kind: 'lost', ms: 512 },
      { kind: 'unavailable', ms: 61 },
    ],
    work: [
      { kind: 'defer', ms: 92 },
      { kind: 'complete', ms: 100 },
    ],
  },
  'a task that is handed back at a stop, and comes again with the last poll': {
    ...plain,
    slots: 2,
    steps: [{ after: 300, do: 'put', count: 1, lease: 0 }],
    work: [{ kind: 'hang', ms: 100 }],
  },
  'a task that comes with the last poll of a stop': {
    ...plain,
    steps: [
      { after: 2, do: 'stop', count: 1, lease: 0 },
      { after: 29, do: 'put', count: 1, lease: 0 },
      { after: 1, do: 'put', count: 1, lease: 0 },
    ],
  },
  'a result that is stored when a forced stop ends in an outage': {
    ...plain,
    outbox: 'always',
    steps: [
      { after: 0, do: 'put', count: 1, lease: 0 },
      { after: 300, do: 'outage', count: 1, lease: 0 },
      { after: 1, do: 'force', count: 1, lease: 0 },
      { after: 530, do: 'start', count: 1, lease: 0 },
    ],
    work: [{ kind: 'complete', ms: 297 }],
  },
};

/** The disk takes no result for a moment, the engine takes them all: the host must poll on. */
export const diskRefusesForAMoment: Schedule = {
  ...plain,
  outbox: 'always',
  steps: [
    { after: 0, do: 'put', count: 1, lease: 0 },
    { after: 13, do: 'put', count: 1, lease: 0 },
    { after: 300, do: 'put', count: 1, lease: 0 },
  ],
  disk: ['fail', 'fail'],
};
