import { expect } from 'chai';
import { InlinePool } from '../../lib/pool/inline-pool.ts';
import type { Outcome } from '../../lib/task/outcome.ts';
import type { Task } from '../../lib/task/task.ts';
import { TextTask } from '../../lib/task/text-task.ts';
import probeWorker from '../fixtures/workers/thread-probe.ts';
import { runningFile } from '../support/project.ts';
import { makeTask, PoolProbe, threaded } from './pool-probe.ts';

const file = runningFile('spec/fixtures/workers/thread-probe.ts');

function textTask(text: string): Task {
  const rest = { retryCount: 1, startTime: undefined, updateTime: undefined };
  const none = { queueWaitTime: undefined, responseTimeoutSeconds: undefined };
  const definitions = { workflowTask: undefined, taskDefinition: undefined };
  return TextTask.create({ ...makeTask('text'), ...rest, ...none, ...definitions }, text);
}

function submit({ pool }: PoolProbe, task: Task): void {
  pool.submit({ task, workerName: 'probe', limitMs: null });
}

async function run(probe: PoolProbe, task: Task): Promise<Outcome> {
  const outcome = probe.outcome(task.taskId);
  await probe.pool.start();
  submit(probe, task);
  const ended = await outcome;
  await probe.pool.stop();
  return ended;
}

describe("a task's input", () => {
  const list = makeTask('list', [1, 2] as unknown as Record<string, unknown>);
  const pools = {
    'on a thread': () => threaded({ file, name: 'probe' }),
    inline: () => new PoolProbe((listener) => new InlinePool(probeWorker, 4, listener)),
  };
  for (const [where, open] of Object.entries(pools))
    it(`fails the task for good when it is no object, ${where}`, async () => {
      expect(await run(open(), list)).to.include({
        kind: 'failed-for-good',
        reason: "The task's input is no JSON object.",
      });
    });

  it('comes whole out of a task that is still text', async () => {
    const input = { do: 'echo', deep: { list: ['ä', null, 1.5] } };
    const text = JSON.stringify(makeTask('text', input));
    const outcome = await run(threaded({ file, name: 'probe' }), textTask(text));
    expect(outcome.kind).to.equal('completed');
    expect(JSON.parse(outcome.output)).to.deep.equal(input);
  });

  it('fails its task for good when the text is none after all; what is beside it runs', async () => {
    const probe = threaded({ file, name: 'probe' });
    await probe.pool.start();
    const [ends, beside] = [probe.outcome('text'), probe.outcome('beside')];
    submit(probe, textTask('{"taskId":'));
    probe.submit('beside', { ms: 1 });
    const broken = await ends;
    expect((await beside).kind).to.equal('completed');
    await probe.pool.stop();
    expect(broken.kind).to.equal('failed-for-good');
    expect(broken.reason).to.match(/^The task can't be read: .*JSON/);
  });
});
