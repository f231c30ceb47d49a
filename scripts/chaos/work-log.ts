import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** A line of the log that the workers write: what was really executed. */
export interface WorkLine {
  readonly event: 'start' | 'end' | 'abort';
  readonly taskId: string;
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** What became of one attempt, by the log. */
export interface Work {
  readonly pid: number;
  readonly starts: number;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly abortedAt: number | null;
}

/** One short write to the end of the file: lines of several processes do not mix, and a kill loses none. */
export function writeWork(file: string, event: WorkLine['event'], taskId: string): void {
  const line: WorkLine = { event, taskId, pid: process.pid, at: Date.now() };
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

/** @returns by task id. */
export function readWork(file: string): Map<string, Work> {
  const works = new Map<string, Work>();
  if (!existsSync(file)) return works;
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text === '') continue;
    const { event, taskId, pid, at } = JSON.parse(text) as WorkLine;
    const before = works.get(taskId) ?? {
      pid,
      starts: 0,
      startedAt: at,
      endedAt: null,
      abortedAt: null,
    };
    if (event === 'start') works.set(taskId, { ...before, pid, starts: before.starts + 1 });
    else if (event === 'end') works.set(taskId, { ...before, endedAt: at });
    else works.set(taskId, { ...before, abortedAt: at });
  }
  return works;
}
