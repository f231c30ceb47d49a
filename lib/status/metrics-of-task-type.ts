import { BoundedCounts } from './metrics-bounded-counts.ts';
import { Buckets, bytesBounds, longSecondsBounds, secondsBounds } from './metrics-buckets.ts';

const mostExceptions = 20;

/** A histogram of what may fail. */
export interface Timed {
  readonly success: Buckets;
  readonly failure: Buckets;
}

/** What is counted for one task type: plain numbers, so that counting costs nanoseconds. */
export class TaskTypeMetrics {
  polls = 0;
  /** Tasks that polls asked for, and that they brought. */
  asked = 0;
  polled = 0;
  started = 0;
  completed = 0;
  failed = 0;
  failedForGood = 0;
  deferred = 0;
  handedBack = 0;
  cancelled = 0;
  timedOut = 0;
  accepted = 0;
  stored = 0;
  refused = 0;
  ignored = 0;
  expired = 0;
  queueFull = 0;
  paused = 0;
  externalInputs = 0;
  readonly pollErrors = new BoundedCounts(mostExceptions);
  readonly executeErrors = new BoundedCounts(mostExceptions);
  readonly updateErrors = new BoundedCounts(mostExceptions);
  readonly pollTime = timed();
  readonly executeTime = timed();
  readonly updateTime = timed();
  readonly longExecuteTime = new Buckets(longSecondsBounds);
  readonly queueWait = new Buckets(longSecondsBounds);
  readonly prefetchWait = new Buckets(secondsBounds);
  readonly resultSize = new Buckets(bytesBounds);
}

function timed(): Timed {
  return { success: new Buckets(secondsBounds), failure: new Buckets(secondsBounds) };
}
