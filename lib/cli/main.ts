#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { endSoon } from './exit-guard.ts';
import { ExitCode } from './exit-codes.ts';
import { note } from './note.ts';
import { runProgram } from './program.ts';

// A reader that went away (`worker-host config | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.OK);
  throw error;
});

/** Node itself would end with 0, as if all were done. */
function neverDone(): void {
  note('a module waits at its top level for something that never comes.');
  process.exit(ExitCode.CONFIG);
}

process.once('beforeExit', neverDone);
void runProgram(hideBin(process.argv)).then((code) => {
  process.off('beforeExit', neverDone);
  endSoon(code);
});
