import { expect } from 'chai';
import fc from 'fast-check';
import { ResultTooLargeError } from '../../lib/errors/result-too-large-error.ts';
import { encodeResult, MAX_OUTPUT_BYTES } from '../../lib/sources/conductor/result-encoding.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import type { Task } from '../../lib/task/task.ts';

const task: Task = {
  taskId: 't"1',
  workflowInstanceId: 'w1',
  taskDefName: 'task_1',
  taskType: 'task_1',
  inputData: {},
};
const encode = (outcome: Partial<Outcome>): ReturnType<typeof encodeResult> =>
  encodeResult(task, { kind: 'completed', output: '{}', logs: [], ...outcome }, 'host "1"');
const bodyOf = (outcome: Partial<Outcome>): Record<string, unknown> =>
  JSON.parse(encode(outcome).body) as Record<string, unknown>;
const lines = (count: number): Outcome['logs'] =>
  Array.from({ length: count }, (_, n) => ({ log: `line ${n}`, createdTime: n + 0.5 }));

/** Any UTF-16 units, halves of surrogate pairs among them. */
const anyText = fc
  .array(fc.nat(0xffff), { maxLength: 600 })
  .map((units) => String.fromCharCode(...units));

describe('A result in the words of Conductor', () => {
  it('holds both ids, the worker, the status and the output', () => {
    expect(bodyOf({ output: '{"a":{"b":[1]}}' })).to.deep.equal({
      workflowInstanceId: 'w1',
      taskId: 't"1',
      workerId: 'host "1"',
      status: 'COMPLETED',
      logs: [],
      outputData: { a: { b: [1] } },
    });
  });

  const statuses: [Partial<Outcome>, Record<string, unknown>][] = [
    [
      { kind: 'failed', reason: 'no' },
      { status: 'FAILED', reasonForIncompletion: 'no' },
    ],
    [
      { kind: 'failed-for-good', reason: 'never' },
      { status: 'FAILED_WITH_TERMINAL_ERROR', reasonForIncompletion: 'never' },
    ],
    [
      { kind: 'deferred', deferSeconds: 7 },
      { status: 'IN_PROGRESS', callbackAfterSeconds: 7 },
    ],
    [
      { kind: 'deferred', deferSeconds: -1 },
      { status: 'IN_PROGRESS', callbackAfterSeconds: 0 },
    ],
    [{ kind: 'handed-back' }, { status: 'IN_PROGRESS', callbackAfterSeconds: 0 }],
    [
      { subWorkflowId: 's', externalOutputPayloadStoragePath: 'p' },
      { subWorkflowId: 's', externalOutputPayloadStoragePath: 'p' },
    ],
  ];
  for (const [outcome, members] of statuses) {
    it(`says ${JSON.stringify(members)} of ${JSON.stringify(outcome)}`, () => {
      expect(bodyOf(outcome)).to.deep.include(members);
    });
  }

  it('is valid JSON with the very output, whatever the texts are', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 }),
        anyText,
        (output, reason) => {
          const body = bodyOf({ kind: 'failed', output: JSON.stringify(output), reason });
          expect(JSON.stringify(body['outputData'])).to.equal(JSON.stringify(output));
          expect((body['reasonForIncompletion'] as string).length).to.be.at.most(500);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps 500 characters of a reason and cuts a longer one with an ellipsis', () => {
    expect(bodyOf({ reason: 'x'.repeat(500) })['reasonForIncompletion']).to.equal('x'.repeat(500));
    expect(bodyOf({ reason: 'x'.repeat(501) })['reasonForIncompletion']).to.equal(
      `${'x'.repeat(499)}…`,
    );
  });

  it('does not cut a character in two', () => {
    const reason = bodyOf({ reason: `${'x'.repeat(498)}😀😀` })['reasonForIncompletion'];
    expect(reason).to.equal(`${'x'.repeat(498)}…`);
  });

  it('takes the first ten logs along, with times in whole milliseconds', () => {
    const logs = bodyOf({ logs: lines(10) })['logs'] as unknown[];
    expect(logs).to.have.length(10);
    expect(logs[9]).to.deep.equal({ log: 'line 9', taskId: 't"1', createdTime: 9 });
    expect(encode({ logs: lines(10) }).surplusLogs).to.deep.equal([]);
  });

  it('dates the first ten before any that the engine dates itself', () => {
    const logs = bodyOf({ logs: lines(11) })['logs'] as unknown[];
    expect(logs).to.have.length(10);
    expect(logs[9]).to.deep.equal({ log: 'line 9', taskId: 't"1', createdTime: 8 });
    expect(encode({ logs: lines(11) }).surplusLogs).to.deep.equal(['line 10']);
  });

  it('needs at most a hundred posts for any number of logs, and loses no line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (count) => {
        const { surplusLogs } = encode({ logs: lines(count) });
        expect(surplusLogs.length).to.be.at.most(100);
        const arrived = surplusLogs.flatMap((post) => post.split('\n'));
        expect(arrived).to.deep.equal(
          lines(count)
            .slice(10)
            .map(({ log }) => log),
        );
      }),
      { numRuns: 30 },
    );
  });

  const outputOf = (bytes: number, character: string): string => {
    const width = Buffer.byteLength(character);
    const room = bytes - '{"a":""}'.length;
    return `{"a":"${character.repeat(Math.floor(room / width))}${'x'.repeat(room % width)}"}`;
  };
  for (const character of ['x', 'ü', '€', '😀']) {
    it(`may have an output of ${MAX_OUTPUT_BYTES} bytes of "${character}", and not one more`, () => {
      expect(encode({ output: outputOf(MAX_OUTPUT_BYTES, character) }).body).to.include(
        'outputData',
      );
      expect(() => encode({ output: outputOf(MAX_OUTPUT_BYTES + 1, character) }))
        .to.throw(ResultTooLargeError)
        .which.includes({ bytes: MAX_OUTPUT_BYTES + 1, limit: MAX_OUTPUT_BYTES });
    });
  }
});
