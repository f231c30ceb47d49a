import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, simple, uniqueName } from './scene.ts';
import type { Json } from './wire-client.ts';

export function describeDefinitions(engine: EngineUnderTest): void {
  describe('task definitions', () => {
    const scene = new Scene(engine);

    async function read(name: string): Promise<Json> {
      return (await scene.ok(scene.wire.get(`/metadata/taskdefs/${name}`))).body as Json;
    }

    it('may be a name alone, and then have the defaults', async () => {
      const name = uniqueName('task');
      const answer = await scene.wire.post('/metadata/taskdefs', [{ name }]);
      expect(answer).to.include({ status: 200, text: '' });
      expect(await read(name)).to.include({
        name,
        retryCount: 3,
        retryLogic: 'FIXED',
        retryDelaySeconds: 60,
        timeoutSeconds: 0,
        timeoutPolicy: 'TIME_OUT_WF',
        responseTimeoutSeconds: 3600,
      });
    });

    it('are made or replaced by a POST', async () => {
      const name = uniqueName('task');
      await scene.ok(scene.wire.post('/metadata/taskdefs', [{ name, retryCount: 1 }]));
      await scene.ok(scene.wire.post('/metadata/taskdefs', [{ name, retryCount: 2 }]));
      expect(await read(name)).to.include({ retryCount: 2 });
    });

    it('are only replaced by a PUT', async () => {
      const name = uniqueName('task');
      const definition = { name, retryCount: 1 };
      expect((await scene.wire.put('/metadata/taskdefs', definition)).status).to.equal(404);
      await scene.ok(scene.wire.post('/metadata/taskdefs', [{ name }]));
      await scene.ok(scene.wire.put('/metadata/taskdefs', definition));
      expect(await read(name)).to.include({ retryCount: 1 });
    });

    it('that are not there are 404 to read', async () => {
      const answer = await scene.wire.get(`/metadata/taskdefs/${uniqueName('task')}`);
      expect(answer.status).to.equal(404);
    });

    it('can be deleted, once', async () => {
      const name = await scene.task();
      expect((await scene.wire.delete(`/metadata/taskdefs/${name}`)).status).to.equal(200);
      expect((await scene.wire.get(`/metadata/taskdefs/${name}`)).status).to.equal(404);
      const again = engine.queue === 'sql' ? 500 : 404;
      expect((await scene.wire.delete(`/metadata/taskdefs/${name}`)).status).to.equal(again);
    });

    it('come one by one in a PUT and as a list in a POST, else it is a 500', async () => {
      const definition = { name: uniqueName('task') };
      expect((await scene.wire.post('/metadata/taskdefs', definition)).status).to.equal(500);
      expect((await scene.wire.put('/metadata/taskdefs', [definition])).status).to.equal(500);
    });

    for (const [what, definition] of [
      ['without a name', { retryCount: 1 }],
      ['with a time-out below the default lease', { timeoutSeconds: 60 }],
      ['with a lease above the time-out', { timeoutSeconds: 60, responseTimeoutSeconds: 61 }],
      ['with a lease of 0', { responseTimeoutSeconds: 0 }],
    ] as const) {
      it(`${what} are a 400`, async () => {
        const named =
          what === 'without a name' ? definition : { name: uniqueName('task'), ...definition };
        const answer = await scene.wire.post('/metadata/taskdefs', [named]);
        expect(answer.status, answer.text).to.equal(400);
        expect(answer.body).to.include({ status: 400, retryable: false });
      });
    }

    it('in an empty list are a 400', async () => {
      expect((await scene.wire.post('/metadata/taskdefs', [])).status).to.equal(400);
    });

    it('may have a lease as long as the time-out', async () => {
      await scene.task({ timeoutSeconds: 60, responseTimeoutSeconds: 60 });
    });
  });

  describe('workflow definitions', () => {
    const scene = new Scene(engine);

    it('are made by a POST once, and again only with overwrite', async () => {
      const name = uniqueName('workflow');
      const definition = { name, version: 1, tasks: [simple(await scene.task())] };
      expect((await scene.wire.post('/metadata/workflow', definition)).status).to.equal(200);
      const again = await scene.wire.post('/metadata/workflow', definition);
      expect(again.status).to.equal(409);
      expect(again.body).to.include({ status: 409, retryable: false });
      const overwritten = await scene.wire.post('/metadata/workflow?overwrite=true', definition);
      expect(overwritten.status).to.equal(200);
    });

    it('are made or replaced by a PUT of a list', async () => {
      const name = uniqueName('workflow');
      const definition = { name, version: 1, tasks: [simple(await scene.task())] };
      for (let i = 0; i < 2; i += 1) {
        const answer = await scene.ok(scene.wire.put('/metadata/workflow', [definition]));
        expect(answer.body).to.deep.equal({
          bulkErrorResults: {},
          bulkSuccessfulResults: [name],
        });
      }
    });

    it('can be read by their name, and are 404 when there is none', async () => {
      const name = await scene.workflow([simple(await scene.task())]);
      const answer = await scene.ok(scene.wire.get(`/metadata/workflow/${name}`));
      expect(answer.body).to.include({ name, version: 1 });
      expect((await scene.wire.get(`/metadata/workflow/${name}-not`)).status).to.equal(404);
    });

    it('are started in their newest version unless told otherwise', async () => {
      const [old, recent] = [await scene.task(), await scene.task()];
      const name = await scene.workflow([simple(old)]);
      const next = { name, version: 2, schemaVersion: 2, tasks: [simple(recent)] };
      await scene.ok(scene.wire.put('/metadata/workflow', [next]));
      await scene.start(name);
      expect(await scene.poll(recent)).to.have.length(1);
      await scene.start(name, { version: 1 });
      expect(await scene.poll(old)).to.have.length(1);
    });
  });
}
