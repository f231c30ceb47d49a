export interface TaskLog {
  readonly log: string;
  readonly taskId: string;
  /** Milliseconds since 1970: the sort key. */
  readonly createdTime: number;
}

/** The server keeps this many lines of one update and drops the rest. */
const LINES_PER_UPDATE = 10;

/** The log lines of every task, also of ids that no task has. */
export class TaskLogs {
  readonly #byTask = new Map<string, TaskLog[]>();

  addFromUpdate(lines: readonly TaskLog[]): void {
    for (const line of lines.slice(0, LINES_PER_UPDATE)) this.add(line);
  }

  add(line: TaskLog): void {
    const lines = this.#byTask.get(line.taskId);
    if (lines === undefined) this.#byTask.set(line.taskId, [line]);
    else lines.push(line);
  }

  of(taskId: string): TaskLog[] {
    return [...(this.#byTask.get(taskId) ?? [])].sort(
      (left, right) => left.createdTime - right.createdTime,
    );
  }
}
