import { describeDefinitions } from './definitions.engine.ts';
import { describeDomains } from './domains.engine.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { describeFlows } from './flows.engine.ts';
import { describeHandBack } from './hand-back.engine.ts';
import { describeHeldPolls } from './held-polls.engine.ts';
import { describeHost } from './host.engine.ts';
import { describeLogs } from './logs.engine.ts';
import { describePayloads } from './payloads.engine.ts';
import { describePolling } from './polling.engine.ts';
import { describeQueues } from './queues.engine.ts';
import { describeRefusals } from './refusals.engine.ts';
import { describeResults } from './results.engine.ts';
import { describeRetries } from './retries.engine.ts';
import { describeServer } from './server.engine.ts';
import { describeTaskJson } from './task-json.engine.ts';
import { describeTimeOuts } from './time-outs.engine.ts';

/** Every spec of `*.engine.ts`, in order; a new file is added here and nowhere else. */
const parts: readonly ((engine: EngineUnderTest) => void)[] = [
  describeServer,
  describeDefinitions,
  describePolling,
  describeHeldPolls,
  describeDomains,
  describeTaskJson,
  describeResults,
  describeRetries,
  describeHandBack,
  describeTimeOuts,
  describeRefusals,
  describeLogs,
  describePayloads,
  describeFlows,
  describeQueues,
  describeHost,
];

/** Declares the whole suite for one engine, with its start and stop around it. */
export function describeEngine(engine: EngineUnderTest): void {
  describe(engine.name, () => {
    before(() => engine.start());
    after(() => engine.stop());
    for (const part of parts) part(engine);
  });
}
