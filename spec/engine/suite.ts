import { describeDomains } from './domains.engine.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { describeHeldPolls } from './held-polls.engine.ts';
import { describePolling } from './polling.engine.ts';
import { describeResults } from './results.engine.ts';
import { describeTaskJson } from './task-json.engine.ts';

/** Every spec of `*.engine.ts`, in order; a new file is added here and nowhere else. */
const parts = [
  describePolling,
  describeHeldPolls,
  describeDomains,
  describeTaskJson,
  describeResults,
];

/** Declares the whole suite for one engine, with its start and stop around it. */
export function describeEngine(engine: EngineUnderTest): void {
  describe(engine.name, () => {
    before(() => engine.start());
    after(() => engine.stop());
    for (const part of parts) part(engine);
  });
}
