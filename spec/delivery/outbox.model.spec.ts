import { expect } from 'chai';
import fc from 'fast-check';
import type { DeliveryEnd } from '../../lib/delivery/pending-result.ts';
import { ResultDelivery } from '../../lib/delivery/result-delivery.ts';
import type { SourceErrorKind } from '../../lib/errors/source-error.ts';
import type { EncodedResult } from '../../lib/sources/task-source.ts';
import { FakeClock, settled } from './fake-clock.ts';
import { FakeEngine, resultOf } from './fake-engine.ts';
import { MemoryStore } from './memory-store.ts';

type Step =
  | { readonly do: 'deliver'; readonly kind: EncodedResult['kind'] }
  | { readonly do: 'comes again'; readonly pick: number }
  | { readonly do: 'accept' | 'ignore'; readonly pick: number }
  | {
      readonly do: 'fail';
      readonly pick: number;
      readonly kind: SourceErrorKind;
      readonly after: number | undefined;
    }
  | { readonly do: 'advance'; readonly ms: number }
  | { readonly do: 'hurry' | 'stop' | 'kill' }
  | { readonly do: 'disk fails' | 'disk hangs' | 'disk works' };

const pick = fc.nat(100);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      kind: fc.constantFrom('completed' as const, 'failed' as const, 'deferred' as const),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('comes again' as const), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'ignore' as const), pick }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('fail' as const),
      pick,
      kind: fc.constantFrom<SourceErrorKind>('unreachable', 'unavailable', 'refused'),
      after: fc.option(fc.nat(20_000), { nil: undefined }),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('advance' as const), ms: fc.nat(4000) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('hurry' as const, 'stop' as const, 'kill' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('disk fails' as const, 'disk hangs' as const, 'disk works' as const),
    }),
  },
);

/** What the model knows of one result. */
interface Known {
  readonly result: EncodedResult;
  readonly at: number;
  /** How its promise settled. */
  end: DeliveryEnd | null;
  /** What the engine last said for good. */
  verdict: 'accepted' | 'ignored' | 'refused' | null;
  /** Its process died, or was stopped, while it was not on disk. */
  gone: boolean;
  replaced: boolean;
}

class Model {
  readonly clock = new FakeClock();
  readonly engine = new FakeEngine();
  readonly store = new MemoryStore(this.clock);
  readonly known = new Map<string, Known>();
  /** Bodies that were sent after the engine had answered them for good. */
  readonly needless: string[] = [];
  delivery = this.#begin();
  #diskWorksSince = 0;
  #made = 0;

  #begin(): ResultDelivery {
    const delivery = new ResultDelivery(
      {
        send: (result, attempt) => {
          if (this.known.get(result.body)?.verdict !== null) this.needless.push(result.body);
          return this.engine.send(result, attempt);
        },
      },
      { clock: this.clock, random: () => 0.7, outbox: this.store, maxConcurrent: 3 },
    );
    delivery.start();
    return delivery;
  }

  async run(step: Step): Promise<void> {
    if (step.do === 'advance') await this.clock.advance(step.ms);
    else if (step.do === 'deliver') this.#deliver(`task${this.#made}`, step.kind);
    else if (step.do === 'comes again') this.#comeAgain(step.pick);
    else if (step.do === 'hurry') this.delivery.hurry();
    else if (step.do === 'stop') await this.#stop();
    else if (step.do === 'kill') this.#restart();
    else if (step.do.startsWith('disk')) this.#setDisk(step.do);
    else this.#answer(step as Extract<Step, { pick: number }>);
    await settled();
  }

  /** From here on engine and disk work. */
  async finish(): Promise<void> {
    this.#setDisk('disk works');
    await settled();
    for (let round = 0; round < 2000 && this.delivery.pending + this.store.size > 0; round += 1) {
      for (const id of this.engine.openIds) this.#judge(id, 'accepted');
      await settled();
      await this.clock.advance(500);
    }
  }

  /** Results that should have been taken out of the way of their task by now. */
  get overdue(): string[] {
    const now = this.clock.now();
    return [...this.known]
      .filter(([, { at, end, gone }]) => !gone && end === null && now - at >= 8000)
      .filter(([, { at }]) => this.#diskWorksSince <= at)
      .map(([body]) => body);
  }

  /** Results of which nothing explains that they are not with the engine. */
  get lost(): string[] {
    return [...this.known]
      .filter(([, { verdict, gone, replaced }]) => verdict === null && !gone && !replaced)
      .map(([body]) => body);
  }

  #deliver(taskId: string, kind: EncodedResult['kind']): void {
    const body = `${taskId}#${this.#made++}`;
    const result = { ...resultOf(taskId, kind), body };
    const known: Known = {
      result,
      at: this.clock.now(),
      end: null,
      verdict: null,
      gone: false,
      replaced: false,
    };
    this.known.set(body, known);
    void this.delivery.deliver(result).then((end) => {
      known.end = end;
      if (end === 'replaced') known.replaced = true;
    });
  }

  /** The engine hands a task out once more, and the host does what it does then. */
  #comeAgain(index: number): void {
    const tasks = [...this.known.values()].filter(({ result }) => result.kind === 'deferred');
    const task = tasks[index % Math.max(1, tasks.length)];
    if (task === undefined) return;
    const { taskId } = task.result;
    if (this.delivery.holds(taskId) === 'final') return;
    for (const known of this.known.values()) {
      if (known.result.taskId === taskId) known.replaced = true;
    }
    if (index % 2 === 0) this.delivery.forget(taskId);
    this.#deliver(taskId, index % 3 === 0 ? 'deferred' : 'completed');
  }

  #answer(step: Extract<Step, { pick: number }>): void {
    const { openIds } = this.engine;
    const id = openIds[step.pick % Math.max(1, openIds.length)];
    if (id === undefined) return;
    if (step.do === 'accept') this.#judge(id, 'accepted');
    else if (step.do === 'ignore') this.#judge(id, 'ignored');
    else if (step.do === 'fail' && step.kind === 'refused') this.#judge(id, 'refused');
    else if (step.do === 'fail') this.engine.fail(id, step.kind, step.after);
  }

  #judge(id: string, verdict: 'accepted' | 'ignored' | 'refused'): void {
    const open = this.engine.open.find(({ result }) => result.taskId === id);
    const known = this.known.get(open?.result.body ?? '');
    if (known !== undefined) known.verdict = verdict;
    if (verdict === 'accepted') this.engine.accept(id);
    else if (verdict === 'ignored') this.engine.ignore(id);
    else this.engine.fail(id, 'refused');
  }

  #setDisk(what: string): void {
    this.store.failing = what === 'disk fails';
    if (what === 'disk hangs') this.store.hold();
    else this.store.release();
    this.#diskWorksSince = what === 'disk works' ? this.clock.now() : Infinity;
  }

  async #stop(): Promise<void> {
    if (this.store.failing) this.#setDisk('disk works');
    const rest = this.delivery.stop();
    this.store.release();
    this.#diskWorksSince = this.clock.now();
    const { stored, abandoned } = await rest;
    expect([stored, abandoned]).to.deep.equal([this.store.size, 0]);
    expect([this.delivery.pending, this.clock.timers]).to.deep.equal([0, 0]);
    this.#restart();
  }

  #restart(): void {
    this.store.crash();
    this.clock.forgetTimers();
    this.engine.open.length = 0;
    const stored = [...this.store.entries()].map(({ taskId }) => taskId);
    for (const known of this.known.values()) {
      if (known.verdict === null && !stored.includes(known.result.taskId)) known.gone = true;
      // Its promise died with the process.
      known.end ??= 'abandoned';
    }
    if (!this.store.failing) this.#diskWorksSince = this.clock.now();
    this.delivery = this.#begin();
  }
}

describe('ResultDelivery with an outbox, whatever happens', () => {
  const everyRun = (check: (model: Model, steps: Step[]) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), (steps) =>
        check(new Model(), steps),
      ),
      { numRuns: 150 },
    );

  it('loses nothing but what was not on disk yet when its process died, and comes to an end', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) await model.run(each);
      await model.finish();
      expect(model.lost).to.deep.equal([]);
      expect([model.delivery.pending, model.store.size]).to.deep.equal([0, 0]);
    }));

  it('sends nothing that the engine has answered for good', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) await model.run(each);
      await model.finish();
      expect(model.needless).to.deep.equal([]);
    }));

  it('has one attempt for a task at most, and its results in their order', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) {
        await model.run(each);
        expect(model.engine.openIds).to.have.length(new Set(model.engine.openIds).size);
      }
      await model.finish();
      const last = new Map<string, number>();
      for (const body of model.engine.bodies) {
        const [task = '', number] = body.split('#');
        expect(Number(number)).to.be.at.least(last.get(task) ?? 0);
        last.set(task, Number(number));
      }
    }));

  it('has each result accepted or on disk within eight seconds while the disk works', () =>
    everyRun(async (model, steps) => {
      for (const each of steps) {
        await model.run(each);
        expect(model.overdue).to.deep.equal([]);
      }
    }));
});
