import { answer } from './answer.ts';
import type { CheckResult, CheckStatus } from './check/check-result.ts';
import { runChecks } from './check/run-checks.ts';
import { styled } from './colours.ts';
import { ExitCode } from './exit-codes.ts';
import type { HostFlags } from './host-flags.ts';
import { printable } from './text-table.ts';

export interface CheckOptions extends HostFlags {
  readonly modules: readonly string[];
  readonly json: boolean;
}

const colours = { ok: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' } as const;

/** Prints what came of each check as soon as it is known; the exit code says what failed. */
export function checkHost(options: CheckOptions): Promise<ExitCode> {
  return answer(async (print) => {
    const checks: CheckResult[] = [];
    for await (const check of runChecks(options, options.modules)) {
      checks.push(check);
      if (!options.json) print(lineOf(check));
    }
    const exitCode = exitCodeOf(checks);
    const report = { ok: exitCode === ExitCode.OK, exitCode, checks };
    if (options.json) print(`${JSON.stringify(report, null, 2)}\n`);
    return exitCode;
  });
}

function lineOf({ check, status, message, task }: CheckResult): string {
  const subject = task === undefined ? check : `${check} ${task}`;
  return `${label(status)} ${printable(`${subject}: ${message}`)}\n`;
}

function label(status: CheckStatus): string {
  return styled(colours[status], status.padEnd(8));
}

function exitCodeOf(checks: readonly CheckResult[]): ExitCode {
  const failed = new Set(
    checks.filter(({ status }) => status === 'failed').map(({ check }) => check),
  );
  if (failed.has('settings') || failed.has('modules')) return ExitCode.CONFIG;
  if (failed.has('engine')) return ExitCode.UNAVAILABLE;
  return failed.size > 0 ? ExitCode.FAILED : ExitCode.OK;
}
