let forbidden = false;

/**
 * From now on `process.exit()` in this thread throws instead: it would end the thread under the
 * feet of the other tasks, and nobody could tell which task called it.
 */
export function forbidExit(): void {
  if (forbidden) return;
  forbidden = true;
  process.exit = (code?: number | string | null): never => {
    throw new Error(
      `process.exit(${code ?? ''}) was called. A task can't end its process; return a result or throw.`,
    );
  };
}
