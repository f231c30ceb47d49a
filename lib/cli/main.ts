#!/usr/bin/env node
import { hideBin } from 'yargs/helpers';
import { endSoon } from './exit-guard.ts';
import { ExitCode } from './exit-codes.ts';
import { runProgram } from './program.ts';

// A reader that went away (`worker-host config | head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(ExitCode.OK);
  throw error;
});

void runProgram(hideBin(process.argv)).then(endSoon);
