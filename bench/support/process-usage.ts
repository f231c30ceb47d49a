import { readFileSync, readdirSync } from 'node:fs';

/** What a process and all its children use. */
export interface Usage {
  /** Since their start. */
  readonly cpuSeconds: number;
  /** Bytes, now. */
  readonly rss: number;
}

/**
 * Reads it from /proc, in the same way for clients of every language. CPU time is that of the
 * threads which still live, in nanoseconds; the process's own counter knows only whole ticks.
 */
export function processUsage(pid: number): Usage {
  let nanoseconds = 0;
  let rss = 0;
  for (const each of processTree(pid)) {
    for (const thread of list(`/proc/${each}/task`))
      nanoseconds += Number(read(`/proc/${each}/task/${thread}/schedstat`).split(' ')[0]);
    rss += Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${each}/status`))?.[1] ?? 0) * 1024;
  }
  return { cpuSeconds: nanoseconds / 1e9, rss };
}

/** The process and its descendants that live now. */
export function processTree(pid: number): number[] {
  const children = list(`/proc/${pid}/task`).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(processTree)];
}

/** '' of a process or thread that ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return ended(error, '');
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch (error) {
    return ended(error, []);
  }
}

function ended<Value>(error: unknown, nothing: Value): Value {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ESRCH') return nothing;
  throw error;
}
