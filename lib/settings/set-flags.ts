import { didYouMean } from './did-you-mean.ts';
import type { Problems } from './problems.ts';

/** One `--set P=value` or `--set W.P=value`. */
export interface SetFlag {
  /** null = every worker. */
  readonly taskName: string | null;
  readonly key: string;
  readonly value: string;
  /** What stands before the value: `--set task_1.threads`. */
  readonly name: string;
}

/**
 * Reads the texts of all `--set` flags. Task names may hold dots, so the longest known name that
 * the text begins with is the worker; a text that begins with none is for all.
 */
export function parseSetFlags(
  texts: readonly string[],
  taskNames: Iterable<string>,
  keys: ReadonlySet<string>,
  problems: Problems,
): SetFlag[] {
  const longestFirst = [...new Set(taskNames)].sort((left, right) => right.length - left.length);
  return texts.flatMap((text) => parse(text, longestFirst, keys, problems) ?? []);
}

function parse(
  text: string,
  taskNames: readonly string[],
  keys: ReadonlySet<string>,
  problems: Problems,
): SetFlag | null {
  const taskName = taskNames.find((name) => text.startsWith(`${name}.`)) ?? null;
  const rest = taskName === null ? text : text.slice(taskName.length + 1);
  const sign = rest.indexOf('=');
  if (sign < 0) {
    problems.add(
      `--set ${text} has no value; write --set polling_interval=500 or --set <task>.polling_interval=500`,
    );
    return null;
  }
  const written = rest.slice(0, sign).trim();
  const key = written.toLowerCase();
  const value = rest.slice(sign + 1).trim();
  const name = `--set ${text.slice(0, text.length - rest.length)}${written}`;
  if (keys.has(key)) return { taskName, key, value, name };
  problems.add(unknown(name, written, taskNames, keys));
  return null;
}

function unknown(
  name: string,
  written: string,
  taskNames: readonly string[],
  keys: ReadonlySet<string>,
): string {
  const dot = written.lastIndexOf('.');
  if (dot >= 0 && keys.has(written.slice(dot + 1).toLowerCase())) {
    const known = taskNames.length === 0 ? 'none' : taskNames.join(', ');
    return `${name}: no worker here has the task name ${written.slice(0, dot)}; there are: ${known}`;
  }
  const near = didYouMean(written, keys);
  return `${name}: ${written} is no setting of a worker${near === null ? '' : `; did you mean ${near}?`}`;
}
