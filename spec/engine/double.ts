import { startDevServer } from '../../lib/dev-server/dev-server.ts';
import { engineFrom, type QueueRule } from './engine-under-test.ts';
import { describeEngine } from './suite.ts';

/**
 * The double must answer as a Conductor server does: the same specs run against both. A file for each
 * of its queues, so that they run side by side.
 */
export function describeDouble(queue: QueueRule): void {
  describeEngine(
    engineFrom({ name: `dev-server with ${queue} queues`, queue, real: false }, () =>
      startDevServer({ queue }),
    ),
  );
}
