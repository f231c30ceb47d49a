import type { Command } from '../command.ts';
import { check } from './check.ts';
import { config } from './config.ts';
import { demo } from './demo.ts';
import { devServer } from './dev-server.ts';
import { outbox } from './outbox.ts';
import { run } from './run.ts';
import { start } from './start.ts';
import { status } from './status.ts';

/** In the order of the help. */
export const commands: readonly Command[] = [
  start,
  status,
  config,
  check,
  run,
  outbox,
  devServer,
  demo,
];
