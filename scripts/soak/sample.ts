/** What the host process says of itself. Megabytes and milliseconds. */
export interface Sample {
  readonly at: number;
  readonly rssMb: number;
  readonly heapMb: number;
  readonly handles: number;
  readonly threads: number;
  /** Of the event loop of the host, since the sample before. */
  readonly loopDelayMs: { readonly mean: number; readonly p99: number };
  /** Results that the engine accepted. */
  readonly accepted: number;
  readonly pending: number;
  readonly stored: number;
}
