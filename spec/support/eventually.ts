import { setTimeout as sleep } from 'node:timers/promises';

/** Tries `check` every few milliseconds, less often as time passes, until it returns without throwing (and not `false`); fails with its last error. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 15_000): Promise<T> {
  const end = Date.now() + withinMs;
  for (let pauseMs = 5; ; pauseMs = Math.min(pauseMs * 1.2, 25)) {
    try {
      const value = await check();
      if (value !== false) return value;
      if (Date.now() > end) throw new Error(`not true within ${withinMs} ms: ${check.toString()}`);
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await sleep(pauseMs);
  }
}
