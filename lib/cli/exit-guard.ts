const graceMs = 5000;

/**
 * Lets the process end by itself, which proves that everything was closed. If something still holds
 * it after 5 s, says what, and ends it: a supervisor must not wait for ever.
 */
export function endSoon(code: number): void {
  process.exitCode = code;
  setTimeout(() => {
    const holding = [...new Set(process.getActiveResourcesInfo())].join(', ');
    process.stderr.write(
      `worker-host: done, but held open after ${graceMs / 1000} s by: ${holding || 'nothing known'}. ` +
        'A worker module that opens connections or timers when it is loaded does this.\n',
    );
    process.exit(code);
  }, graceMs).unref();
}

/**
 * Ends the process once what was written is out. For commands that load a user's module and are
 * done with it: what the module opened must not hold them.
 */
export async function endNow(code: number): Promise<never> {
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise((resolve) => stream.write('', resolve));
  }
  process.exit(code);
}
