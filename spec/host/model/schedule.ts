import fc from 'fast-check';

/**
 * What becomes of a request.
 *
 * - `ok`, `slow`: handled and answered, at once or after `ms`.
 * - `unreachable`, `unavailable`: not handled. `rejected`: never will be.
 * - `lost`, `error-after`: handled, but answered with nothing, or with an error.
 * - `late`: given up by the client, handled `ms` later.
 * - `twice`: the tasks of a poll come once more, `ms` later.
 * - `die-before`, `die-after`: the host's process dies before or after the engine handles it.
 * - `stop`, `force`: handled, while the host is told to stop.
 */
export type FateKind =
  | 'ok'
  | 'slow'
  | 'unreachable'
  | 'unavailable'
  | 'rejected'
  | 'lost'
  | 'error-after'
  | 'late'
  | 'twice'
  | 'die-before'
  | 'die-after'
  | 'stop'
  | 'force';

export interface Fate {
  readonly kind: FateKind;
  readonly ms: number;
}

/**
 * What a task does. `obey`: goes on for `ms`, but gives up on its signal. `hang`: never ends by
 * itself. `crash`: takes its thread with it after `ms`.
 */
export interface Work {
  readonly kind: 'complete' | 'fail' | 'fail-for-good' | 'defer' | 'obey' | 'hang' | 'crash';
  readonly ms: number;
}

/** What becomes of a write to the disk. The process dies before or after it. */
export type DiskFate = 'ok' | 'slow' | 'fail' | 'die-before' | 'die-after';

export interface Step {
  /** Milliseconds after the step before it. */
  readonly after: number;
  readonly do: 'put' | 'stop' | 'force' | 'die' | 'start' | 'outage' | 'cancel';
  /** Tasks to put, seconds of an outage, which task to cancel. */
  readonly count: number;
  /** Seconds; 0 = none. */
  readonly lease: number;
}

/** Everything that happens to a host and around it. What is used up goes well from then on. */
export interface Schedule {
  readonly slots: number;
  readonly isolation: 'thread' | 'inline';
  readonly outbox: 'off' | 'undelivered' | 'always';
  readonly drainTimeout: number;
  readonly onDrainTimeout: 'hand_back' | 'fail';
  /** 0 = none. */
  readonly executionTimeout: number;
  /** Of the jitter. */
  readonly seed: number;
  readonly steps: readonly Step[];
  readonly fates: readonly Fate[];
  readonly work: readonly Work[];
  readonly disk: readonly DiskFate[];
}

const fate: fc.Arbitrary<Fate> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('ok' as const) },
    {
      weight: 6,
      arbitrary: fc.constantFrom('slow', 'unreachable', 'unavailable', 'lost', 'error-after'),
    },
    { weight: 2, arbitrary: fc.constantFrom('late', 'twice') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('rejected', 'die-before', 'die-after', 'stop', 'force'),
    },
  ),
  ms: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 50, max: 9000 })),
});

const work: fc.Arbitrary<Work> = fc.record({
  kind: fc.constantFrom(
    'complete',
    'complete',
    'defer',
    'fail',
    'fail-for-good',
    'defer',
    'obey',
    'hang',
    'crash',
  ),
  ms: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 12_000 })),
});

const step: fc.Arbitrary<Step> = fc.record({
  after: fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 300 }),
    fc.integer({ max: 8000, min: 300 }),
  ),
  do: fc.constantFrom(
    'put',
    'put',
    'put',
    'stop',
    'force',
    'die',
    'start',
    'start',
    'outage',
    'cancel',
  ),
  count: fc.integer({ min: 1, max: 4 }),
  lease: fc.constantFrom(0, 2, 6, 15),
});

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  slots: fc.integer({ min: 1, max: 3 }),
  isolation: fc.constantFrom('thread', 'inline'),
  outbox: fc.constantFrom('off', 'undelivered', 'undelivered', 'always'),
  drainTimeout: fc.constantFrom(0, 500, 4000),
  onDrainTimeout: fc.constantFrom('hand_back', 'fail'),
  executionTimeout: fc.constantFrom(0, 3000, 10_000),
  seed: fc.nat(),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  fates: fc.array(fate, { maxLength: 50 }),
  work: fc.array(work, { maxLength: 15 }),
  // Without `fail`: see the schedule that is skipped.
  disk: fc.array(
    fc.constantFrom<DiskFate>('ok', 'ok', 'ok', 'slow', 'fail', 'die-before', 'die-after'),
    {
      maxLength: 8,
    },
  ),
});
