/** Length of a sample, in milliseconds. */
export const stretchMs = 5000;
/** A quarter of an hour. */
export const historySamples = 180;

/** What happened in one stretch of time, by worker. */
export interface HistorySample {
  /** Milliseconds since 1970: the end of the stretch. */
  readonly at: number;
  /** Length of the stretch in milliseconds. */
  readonly ms: number;
  readonly workers: Readonly<Record<string, WorkerSample>>;
}

export interface WorkerSample {
  readonly completed: number;
  readonly failed: number;
  /** Execution time in milliseconds; null = no task ended. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** At the end of the stretch. */
  readonly running: number;
}
