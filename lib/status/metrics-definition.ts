export type Labels = Readonly<Record<string, string | number>>;

export interface Sample {
  /** What a histogram's sample adds to the name of its metric. */
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly labels: Labels;
  /** Upper bound of a bucket, a label besides. */
  readonly le?: number | '+Inf';
  readonly value: number;
}

/** A metric, and how its samples are read off a state. */
export interface MetricDefinition<State> {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Without `le`. */
  readonly labels: readonly string[];
  readonly help: string;
  readonly read: (state: State) => Iterable<Sample>;
}
