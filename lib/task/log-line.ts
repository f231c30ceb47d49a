/** A line of a task's log in the engine. */
export interface LogLine {
  readonly log: string;
  /** Milliseconds since 1970. */
  readonly createdTime: number;
}
