import { expect } from 'chai';
import fc from 'fast-check';
import vm from 'node:vm';
import { NonRetryableError } from '../../lib/errors/non-retryable-error.ts';
import { outcomeOfReturn, outcomeOfThrow } from '../../lib/pool/envelope.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import { TaskResult } from '../../lib/task/task-result.ts';

const task = { taskId: 't', workflowInstanceId: 'w' };
const made = (members: object): Outcome =>
  outcomeOfReturn(Object.assign(new TaskResult(task), members), []);
const outputOf = (value: unknown): unknown => JSON.parse(outcomeOfReturn(value, []).output);

/** An outcome must be able to leave its thread. */
function expectPlain(outcome: Outcome): void {
  expect(structuredClone(outcome)).to.deep.equal(outcome);
  expect(JSON.parse(outcome.output)).to.be.an('object');
}

describe('the outcome of what execute returns', () => {
  it('nothing is an empty output, an object the output, any other value its result', () => {
    expect(outputOf(undefined)).to.deep.equal({});
    expect(outputOf({ a: [1] })).to.deep.equal({ a: [1] });
    for (const value of [null, 0, '', false, 'text', [1, 2]]) {
      expect(outputOf(value)).to.deep.equal({ result: value });
    }
  });

  it('any JSON value comes through as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        const output = outcomeOfReturn({ value }, []).output;
        expect(output).to.equal(JSON.stringify({ value }));
        expect(outcomeOfReturn(value, []).output).to.equal(
          JSON.stringify(isObject ? value : { result: value }),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('Date, toJSON, undefined members and holes follow JSON.stringify', () => {
    const value = {
      at: new Date(0),
      none: undefined,
      list: [undefined, 1],
      own: { toJSON: (key: string) => ({ key }) },
    };
    expect(outcomeOfReturn(value, []).output).to.equal(JSON.stringify(value));
    expect(outputOf(new Date(0))).to.deep.equal({ result: '1970-01-01T00:00:00.000Z' });
  });

  const loop: Record<string, unknown> = {};
  loop['inner'] = [loop];
  const impossible: [string, unknown, RegExp][] = [
    ['a BigInt', { total: { amount: 1n } }, /result\.total\.amount is a BigInt/],
    ['a function', { list: [1, () => 1] }, /result\.list\[1\] is a function/],
    ['a symbol', { mark: Symbol('x') }, /result\.mark is a symbol/],
    ['a circle', loop, /result\.inner\[0\] is a circular reference/],
    ['a function itself', () => 1, /result is a function/],
    ['a BigInt from toJSON', { a: { toJSON: () => ({ b: 1n }) } }, /result\.a\.b is a BigInt/],
    ['a function from toJSON', { a: { toJSON: () => () => 1 } }, /result\.a is a function/],
  ];
  for (const [title, value, reason] of impossible) {
    it(`${title} fails the task for good, with key and kind`, () => {
      const outcome = outcomeOfReturn(value, []);
      expect(outcome.kind).to.equal('failed-for-good');
      expect(outcome.reason).to.match(reason);
      expect(made({ outputData: value }).kind).to.equal('failed-for-good');
    });
  }

  it('the same object twice is no circle', () => {
    const shared = { a: 1 };
    expect(outputOf({ one: shared, two: shared })).to.deep.equal({ one: shared, two: shared });
  });

  it('a toJSON or getter that throws fails the task', () => {
    const toJSON = (): never => {
      throw new Error('no way');
    };
    expect(outcomeOfReturn({ toJSON }, [])).to.include({ kind: 'failed', reason: 'no way' });
  });
});

describe('the outcome of a TaskResult', () => {
  it('carries status, output, reason and logs, those of the context first', () => {
    const result = new TaskResult(task).addOutputData('a', 1).log('second');
    result.status = 'FAILED';
    result.reasonForIncompletion = 'sold out';
    const outcome = outcomeOfReturn(result, [{ log: 'first', createdTime: 1 }]);
    expect(outcome).to.include({ kind: 'failed', output: '{"a":1}', reason: 'sold out' });
    expect(outcome.logs.map(({ log }) => log)).to.deep.equal(['first', 'second']);
    expect(made({ status: 'FAILED_WITH_TERMINAL_ERROR' }).kind).to.equal('failed-for-good');
  });

  it('IN_PROGRESS waits whole seconds, rounded up', () => {
    for (const [given, waits] of [
      [undefined, 0],
      [0, 0],
      [0.2, 1],
      [7, 7],
    ] as const) {
      const outcome = made({ status: 'IN_PROGRESS', callbackAfterSeconds: given });
      expect(outcome).to.include({ kind: 'deferred', deferSeconds: waits });
    }
  });

  it('a wait that is no time, or negative, fails for good and names it', () => {
    for (const wait of [-1, NaN, Infinity, '5', 1n]) {
      const outcome = made({ status: 'IN_PROGRESS', callbackAfterSeconds: wait });
      expect(outcome.kind).to.equal('failed-for-good');
      expect(outcome.reason).to.contain('callbackAfterSeconds');
    }
  });

  it('an unknown status fails for good and lists what is allowed', () => {
    for (const status of ['DONE', 'toString', undefined]) {
      const outcome = made({ status });
      expect(outcome.kind).to.equal('failed-for-good');
      expect(outcome.reason).to.match(/COMPLETED, FAILED/);
    }
  });

  it('holds only plain data, whatever was put in', () => {
    const members = [
      { logs: [{ log: () => 1 }, { log: { a: 1 }, createdTime: 'now' }, 'text', {}] },
      { logs: null },
      { reasonForIncompletion: { code: 5 }, status: 'FAILED' },
      { subWorkflowId: () => 1, externalOutputPayloadStoragePath: Symbol('x') },
    ];
    for (const each of members) expectPlain(made(each));
  });
});

describe('the outcome of what execute throws', () => {
  it('is FAILED with the message as reason and the stack in the log', () => {
    const error = Object.assign(new TypeError('broken'), { code: 'E_CUSTOM' });
    const outcome = outcomeOfThrow(error, [{ log: 'before', createdTime: 1 }]);
    expect(outcome).to.include({ kind: 'failed', reason: 'broken', output: '{}' });
    expect(outcome.logs.map(({ log }) => log)).to.deep.equal(['before', error.stack]);
  });

  it('is final for a NonRetryableError, and for anything with retryable false', () => {
    const marked = Object.assign(new Error('no'), { retryable: false });
    for (const thrown of [new NonRetryableError('no'), marked, { retryable: false }]) {
      expect(outcomeOfThrow(thrown, []).kind).to.equal('failed-for-good');
    }
    expect(outcomeOfThrow({ retryable: 0 }, []).kind).to.equal('failed');
  });

  it('tells of an error from another realm', () => {
    const outcome = outcomeOfThrow(vm.runInNewContext("new Error('far away')"), []);
    expect(outcome.reason).to.equal('far away');
  });

  it('has a reason for anything that can be thrown', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const odd: unknown[] = [
      'text',
      '',
      5,
      1n,
      null,
      undefined,
      Symbol('s'),
      () => 1,
      proxy,
      Object.create(null),
      loopy(),
      Object.assign(new Error(), { message: { deep: true } }),
      Object.assign(new Error('x'), { stack: () => 1 }),
      Object.defineProperty({}, 'retryable', {
        get: () => {
          throw new Error('trap');
        },
      }),
    ];
    for (const thrown of odd) expectPlain(outcomeOfThrow(thrown, []));
    fc.assert(
      fc.property(fc.anything(), (thrown) => {
        const outcome = outcomeOfThrow(thrown, []);
        expect(outcome.reason).to.be.a('string');
        expectPlain(outcome);
        expectPlain(outcomeOfReturn(thrown, []));
      }),
      { numRuns: 200 },
    );
  });
});

function loopy(): object {
  const loop: Record<string, unknown> = {};
  loop['loop'] = loop;
  return loop;
}
