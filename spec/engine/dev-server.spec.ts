import { startDevServer } from '../../lib/dev-server/dev-server.ts';
import { engineFrom } from './engine-under-test.ts';
import { describeEngine } from './suite.ts';

/** The double must answer as a Conductor server does: the same specs run against both. */
for (const queue of ['sql', 'redis'] as const) {
  describeEngine(
    engineFrom({ name: `dev-server with ${queue} queues`, queue, real: false }, () =>
      startDevServer({ queue }),
    ),
  );
}
