import { expect } from 'chai';
import { silentLogger } from '../../lib/telemetry/logger-interface.ts';
import { WorkerHost } from '../../lib/index.ts';
import type { WorkerAbc } from '../../lib/index.ts';
import { eventually } from '../support/eventually.ts';
import { runningModule } from '../support/project.ts';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, uniqueName, type WireWorkflow } from './scene.ts';
import { type Json } from './wire-client.ts';

const orderModule = runningModule('spec/fixtures/workers/order.ts');

/** A whole host, with its threads, against the engine. */
export function describeHost(engine: EngineUnderTest): void {
  describe('a worker host', () => {
    const scene = new Scene(engine);
    const suffix = uniqueName('_of_host').replaceAll('-', '_');
    let workers: WorkerAbc[];
    let host: WorkerHost;

    const define = (name: string, definition: Json = {}): Promise<unknown> =>
      scene.ok(
        scene.wire.post('/metadata/taskdefs', [
          {
            name: name + suffix,
            retryCount: 3,
            retryDelaySeconds: 0,
            timeoutSeconds: 0,
            ...definition,
          },
        ]),
      );

    const step = (name: string, input: Json, ref = name): Json => ({
      name: name + suffix,
      taskReferenceName: ref,
      type: 'SIMPLE',
      inputParameters: input,
    });

    const ended = (id: string): Promise<WireWorkflow> =>
      eventually(async () => {
        const workflow = await scene.readWorkflow(id);
        expect(workflow.status).not.to.equal('RUNNING');
        return workflow;
      }, 12_000);

    before(async () => {
      process.env.SPEC_SUFFIX = suffix;
      // The suffix is read when the module loads: a copy of its own for each engine, and in each thread.
      const module = (await import(`${orderModule}?${suffix}`)) as {
        default: WorkerAbc[];
      };
      workers = module.default;
      for (const name of ['check_inventory', 'charge', 'deferred', 'slow']) await define(name);
      host = new WorkerHost(workers, { serverUrl: engine.url, logger: silentLogger });
      await host.start();
    });

    after(async () => {
      await host.stop();
      delete process.env.SPEC_SUFFIX;
    });

    it('runs a workflow of three tasks to its end', async () => {
      const workflow = await scene.workflow(
        [
          step('check_inventory', { quantity: '${workflow.input.quantity}' }),
          step('charge', { amount: '${check_inventory.output.quantity}' }),
          step('check_inventory', { quantity: '${check_inventory.output.quantity}' }, 'again'),
        ],
        {
          outputParameters: {
            quantity: '${again.output.quantity}',
            charged: '${charge.output.charged}',
          },
        },
      );
      const { status, output } = await ended(
        await scene.start(workflow, { input: { quantity: 4 } }),
      );
      expect(status).to.equal('COMPLETED');
      expect(output).to.deep.equal({ quantity: 16, charged: true });
    });

    it('has a failed task retried, and its attempts counted', async () => {
      const workflow = await scene.workflow([step('charge', { failTimes: 2 })]);
      const { status, tasks } = await ended(await scene.start(workflow));
      expect(status).to.equal('COMPLETED');
      expect(tasks.map((task) => task.status)).to.deep.equal(['FAILED', 'FAILED', 'COMPLETED']);
      expect(tasks[0]?.['reasonForIncompletion']).to.equal('attempt 1 fails');
      expect(tasks[2]?.['outputData']).to.deep.equal({ charged: true, attempt: 3 });
    });

    it('fails a task for good when its worker says so', async () => {
      const workflow = await scene.workflow([step('charge', { forGood: true })]);
      const { status, tasks } = await ended(await scene.start(workflow));
      expect(status).to.equal('FAILED');
      expect(tasks.map((task) => task.status)).to.deep.equal(['FAILED_WITH_TERMINAL_ERROR']);
      expect(tasks[0]?.['reasonForIncompletion']).to.equal('the card is stolen');
    });

    it('gets a task again that asked for it, with what it had put out', async () => {
      const workflow = await scene.workflow([step('deferred', {})]);
      const { status, tasks } = await ended(await scene.start(workflow));
      expect(status).to.equal('COMPLETED');
      expect(tasks).to.have.length(1);
      expect(tasks[0]?.['outputData']).to.deep.equal({ before: { seen: 1 }, pollCount: 2 });
    });

    it('serves a domain with a worker of its own', async () => {
      const workflow = await scene.workflow([step('charge', {})]);
      const taskToDomain = { [`charge${suffix}`]: 'nice' };
      const { status, tasks } = await ended(await scene.start(workflow, { taskToDomain }));
      expect(status).to.equal('COMPLETED');
      expect(tasks[0]?.['domain']).to.equal('nice');
    });

    it('brings every line of a log to the engine', async function () {
      // A server on Redis keeps no index, and with it no logs.
      if (engine.real && engine.queue === 'redis') return;
      const workflow = await scene.workflow([step('check_inventory', { quantity: 1 })]);
      const { tasks } = await ended(await scene.start(workflow));
      await eventually(async () => {
        const answer = await scene.wire.get(`/tasks/${tasks[0]?.taskId ?? ''}/log`);
        const lines = (answer.body as { log: string }[]).map(({ log }) => log);
        expect(lines).to.deep.equal(Array.from({ length: 25 }, (_, i) => `line ${i + 1}`));
      });
    });

    it('runs many workflows, each once', async () => {
      const workflow = await scene.workflow([
        step('charge', {}),
        step('check_inventory', { quantity: 1 }),
      ]);
      const ids = await Promise.all(Array.from({ length: 20 }, () => scene.start(workflow)));
      for (const id of ids) {
        const { status, tasks } = await ended(id);
        expect(status).to.equal('COMPLETED');
        expect(tasks.map((task) => [task.status, task['pollCount']])).to.deep.equal([
          ['COMPLETED', 1],
          ['COMPLETED', 1],
        ]);
      }
    }).timeout(30_000);

    it('lets running tasks finish when it stops, and leaves the others to another host', async () => {
      const workflow = await scene.workflow([step('slow', { ms: 700 })]);
      const ids = await Promise.all(Array.from({ length: 12 }, () => scene.start(workflow)));
      await eventually(() => {
        const running = host.status().workers.reduce((sum, worker) => sum + worker.running, 0);
        return running === 4;
      });
      await host.stop();
      const left = await Promise.all(ids.map((id) => scene.readWorkflow(id)));
      const first = left.map(({ tasks }) => tasks[0]!);
      expect(first.filter((task) => task.status === 'COMPLETED').length).to.be.within(4, 8);
      expect(first.filter((task) => task.status === 'IN_PROGRESS')).to.deep.equal([]);
      expect(first.every((task) => task['retryCount'] === 0)).to.equal(true);

      host = new WorkerHost(workers, { serverUrl: engine.url, logger: silentLogger });
      await host.start();
      for (const id of ids) expect((await ended(id)).status).to.equal('COMPLETED');
    }).timeout(40_000);
  });
}
