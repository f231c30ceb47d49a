import type { ExitCode } from './exit-codes.ts';
import { endNow } from './exit-guard.ts';
import { reportError } from './report-error.ts';

/**
 * For commands that load modules of users, print data, and are done. Only `print` reaches stdout:
 * what a module prints (`console.log`, in its threads too) goes to stderr. What a module has opened
 * does not hold the process.
 */
export async function answer(
  work: (print: (text: string) => void) => Promise<ExitCode>,
): Promise<never> {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = process.stderr.write.bind(process.stderr);
  const code = await work((text) => void write(text)).catch(reportError);
  process.stdout.write = write;
  return endNow(code);
}
