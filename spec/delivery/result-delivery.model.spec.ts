import { expect } from 'chai';
import fc from 'fast-check';
import { ResultDelivery } from '../../lib/delivery/result-delivery.ts';
import type { SourceErrorKind } from '../../lib/errors/source-error.ts';
import { FakeClock, settled } from './fake-clock.ts';
import { FakeEngine, resultOf } from './fake-engine.ts';

type Step =
  | { readonly do: 'deliver' }
  | { readonly do: 'accept'; readonly pick: number }
  | {
      readonly do: 'fail';
      readonly pick: number;
      readonly kind: SourceErrorKind;
      readonly after: number | undefined;
    }
  | { readonly do: 'advance'; readonly ms: number };

const kinds: SourceErrorKind[] = [
  'unreachable',
  'unavailable',
  'unauthorized',
  'unintelligible',
  'refused',
];
const pick = fc.nat(100);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('deliver' as const) }),
  fc.record({ do: fc.constant('accept' as const), pick }),
  fc.record({
    do: fc.constant('fail' as const),
    pick,
    kind: fc.constantFrom(...kinds),
    after: fc.option(fc.nat(5000), { nil: undefined }),
  }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.nat(3000) }),
);

/** Runs steps against a delivery and keeps the books beside it. */
class Model {
  readonly clock = new FakeClock();
  readonly engine = new FakeEngine();
  readonly ends = new Map<string, string[]>();
  readonly calledBack: string[] = [];
  readonly expected = new Map<string, 'accepted' | 'refused'>();
  readonly delivery: ResultDelivery;
  #made = 0;

  constructor(maxConcurrent: number) {
    this.delivery = new ResultDelivery(this.engine, {
      clock: this.clock,
      maxConcurrent,
      random: () => 0.7,
      onAccepted: ({ taskId }) => this.calledBack.push(`${taskId} accepted`),
      onRefused: ({ taskId }) => this.calledBack.push(`${taskId} refused`),
    });
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'advance') await this.clock.advance(step.ms);
    else if (step.do === 'deliver') this.#deliver();
    else this.#answer(step);
    await settled();
  }

  /** From here on the engine takes everything. */
  async finish(): Promise<void> {
    for (let rounds = 0; this.delivery.pending > 0 && rounds < 1000; rounds += 1) {
      for (const id of this.engine.openIds) this.#accept(id);
      await settled();
      await this.clock.advance(1000);
    }
  }

  #deliver(): void {
    const id = `r${this.#made++}`;
    this.ends.set(id, []);
    void this.delivery.deliver(resultOf(id)).then((end) => this.ends.get(id)?.push(end));
  }

  #answer(step: Extract<Step, { pick: number }>): void {
    const { openIds } = this.engine;
    const id = openIds[step.pick % Math.max(1, openIds.length)];
    if (id === undefined) return;
    if (step.do === 'accept') {
      this.#accept(id);
      return;
    }
    if (step.kind === 'refused') this.expected.set(id, 'refused');
    this.engine.fail(id, step.kind, step.after);
  }

  #accept(id: string): void {
    this.expected.set(id, 'accepted');
    this.engine.accept(id);
  }
}

describe('ResultDelivery, whatever happens', () => {
  const everyRun = (
    check: (model: Model, steps: Step[], maxConcurrent: number) => Promise<void>,
  ): Promise<void> =>
    fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 60 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, maxConcurrent) => check(new Model(maxConcurrent), steps, maxConcurrent),
      ),
      { numRuns: 60 },
    );

  it('ends every result exactly once, as the engine last said of it', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) await model.run(each);
      await model.finish();
      const ends = [...model.ends].map(([id, end]) => [id, ...end]);
      expect(ends).to.deep.equal([...model.ends.keys()].map((id) => [id, model.expected.get(id)]));
      expect([...model.calledBack].sort()).to.deep.equal(
        ends.map(([id, end]) => `${id} ${end}`).sort(),
      );
      expect([
        model.delivery.pending,
        model.delivery.pendingBytes,
        model.clock.timers,
      ]).to.deep.equal([0, 0, 0]);
    }));

  it('counts what is pending, and never has more under way than it may', () =>
    everyRun(async (model, steps, maxConcurrent) => {
      for (const each of steps) {
        await model.run(each);
        expect(model.delivery.pending).to.equal(model.ends.size - model.expected.size);
        expect(new Set(model.engine.openIds).size).to.equal(model.engine.open.length);
      }
      expect(model.engine.maxOpen).to.be.at.most(maxConcurrent);
    }));

  it('first tries results in the order in which they came', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) await model.run(each);
      await model.finish();
      expect([...new Set(model.engine.attempts)]).to.deep.equal([...model.ends.keys()]);
    }));

  it('uses all the requests it may as long as results are queued', () =>
    everyRun(async (model, steps, maxConcurrent) => {
      for (const each of steps) {
        await model.run(each);
        const ready = model.delivery.pending - model.delivery.waiting;
        expect(model.engine.open.length).to.equal(Math.min(ready, maxConcurrent));
      }
    }));
});
