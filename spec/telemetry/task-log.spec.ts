import { expect } from 'chai';
import { TaskLog } from '../../lib/telemetry/task-log.ts';
import { eventually } from '../support/eventually.ts';
import { LogRecorder } from '../support/log-recorder.ts';
import { inlineWorker, startedHost, stopHosts } from '../support/memory-host.ts';

const fields = { worker: 'a', taskType: 'a', taskId: 't1', workflowId: 'w1' };

describe("a task's lines in the log of the host", () => {
  afterEach(stopHosts);

  it('carry worker, task type, task and workflow, whatever the task says of itself', async () => {
    const worker = inlineWorker('a', (_task, { logger }) => {
      logger.child({ step: 1, taskId: 'another' }).warn({ order: 7 }, 'checked %s', 'it');
    });
    const { source, log } = await startedHost(worker);
    source.put('a');
    const line = await eventually(() => log.lines.find(({ level }) => level === 'warn')!.fields);
    expect(line).to.deep.equal({ ...fields, step: 1, order: 7 });
  });

  it('are written however often they repeat', async () => {
    const worker = inlineWorker('a', (_task, { logger }) => {
      for (let i = 0; i < 50; i++) logger.error('the same');
    });
    const { source, log } = await startedHost(worker);
    source.put('a');
    await eventually(() => log.messages('error').length === 50);
  });

  it('are limited where the host itself says that tasks fail, and counted when it stops', async () => {
    const worker = inlineWorker('a', () => {
      throw new Error('boom');
    });
    const { host, source, log } = await startedHost(worker);
    for (let i = 0; i < 15; i++) source.put('a');
    await eventually(() => source.accepted.length === 15);
    expect(log.messages('warn')).to.deep.equal(new Array(10).fill('task failed'));
    await host.stop();
    expect(log.messages('warn').at(-1)).to.equal('task failed: and 5 more');
  });

  describe('with log_payloads', () => {
    it('show input and output', async () => {
      const recorder = new LogRecorder();
      const worker = inlineWorker('a', (task) => ({ got: task.inputData }));
      const { source } = await startedHost(worker, { logPayloads: true, logger: recorder.logger });
      source.put('a', { order: 7 });
      await eventually(() => recorder.messages('debug').includes('task output'));
      const told = recorder.lines.filter(({ message }) => message.startsWith('task '));
      expect(told[0]).to.deep.equal({
        level: 'debug',
        fields: { ...fields, input: '{"order":7}' },
        message: 'task input',
      });
      expect(told[1]?.fields).to.deep.equal({ ...fields, output: '{"got":{"order":7}}' });
    });

    it('show neither unless it is on, nor above the level debug', () => {
      const { lines, logger } = new LogRecorder();
      const task = { inputData: { a: 1 } };
      new TaskLog(logger, { payloads: false }).input(() => fields, task);
      const quiet = new TaskLog(Object.assign(logger, { level: 'info' }), { payloads: true });
      quiet.input(() => fields, task);
      quiet.output(() => fields, task, '{}');
      expect(lines).to.deep.equal([]);
    });

    it('show the beginning of a long one, and how long it is', () => {
      const { lines, logger } = new LogRecorder();
      const taskLog = new TaskLog(logger, { payloads: true });
      taskLog.input(() => fields, { inputData: { text: 'x'.repeat(100_000) } });
      expect(lines[0]?.fields['input']).to.match(/^\{"text":"x{3991}… \(100011 characters\)$/);
    });

    it('show no secret of the task, however deep, nor what goes by the name of one', () => {
      const { lines, logger } = new LogRecorder();
      const taskLog = new TaskLog(logger, { payloads: true });
      const task = {
        inputData: { deep: [{ password: 'hidden-1', say: 'it is hidden-2!' }] },
        runtimeMetadata: { apiKey: 'hidden-2' },
      };
      taskLog.input(() => fields, task);
      taskLog.output(() => fields, task, '{"a":{"b":"hidden-2"},"headers":{"x":"hidden-3"}}');
      expect(JSON.stringify(lines)).not.to.include('hidden');
      expect(lines[0]?.fields['input']).to.equal(
        '{"deep":[{"password":"[redacted]","say":"it is [redacted]!"}]}',
      );
    });
  });
});
