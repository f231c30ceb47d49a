import process from 'node:process';

/**
 * Says that the client works, and ends it when the harness closes its standard input: a harness
 * that was killed leaves no clients behind.
 *
 * @param {() => Promise<unknown>} stop
 */
export function untilToldToStop(stop) {
  process.stdin.once('end', () => void stop().then(() => process.exit(0)));
  process.stdin.resume();
  process.stdout.write('ready\n');
}
