import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene, uniqueName } from './scene.ts';
import type { WireTask } from './scene.ts';
import type { Answer, Json } from './wire-client.ts';

export function describeRefusals(engine: EngineUnderTest): void {
  describe('a refusal', () => {
    const scene = new Scene(engine);
    let task: WireTask;

    before(async () => {
      task = await scene.take((await scene.startOne()).type);
    });

    function refused(answer: Answer, status: number): void {
      expect(answer.status, answer.text).to.equal(status);
      expect(answer.body).to.include({ status, retryable: false });
      expect((answer.body as Json).message).to.be.a('string').that.is.not.empty;
    }

    for (const missing of ['taskId', 'workflowInstanceId']) {
      for (const value of [undefined, '']) {
        it(`of a result whose ${missing} is ${value ?? 'missing'} is a 400`, async () => {
          const answer = await scene.send(task, { status: 'COMPLETED', [missing]: value });
          refused(answer, 400);
          expect((answer.body as Json).validationErrors).to.be.an('array').that.is.not.empty;
        });
      }
    }

    for (const status of ['TIMED_OUT', 'SKIPPED', 'DONE', 'completed', null]) {
      it(`of the status ${status} is a 500 that no retry heals`, async () => {
        refused(await scene.send(task, { status }), 500);
      });
    }

    for (const [what, body] of [
      ['a body that is no JSON', '{"taskId":'],
      ['an empty body', ''],
      ['an output that is no object', '{"taskId":"a","workflowInstanceId":"b","outputData":[1]}'],
    ] as const) {
      it(`of ${what} is a 500 that no retry heals`, async () => {
        refused(await scene.wire.postText('/tasks', body), 500);
      });
    }

    it('of another content type is a 500 that no retry heals', async () => {
      refused(await scene.wire.postText('/tasks', '{}', 'text/plain'), 500);
    });

    it('of a poll whose timeout is no number is a 500 that no retry heals', async () => {
      refused(await scene.wire.get(`/tasks/poll/batch/${uniqueName('t')}?timeout=soon`), 500);
    });

    it('of an unknown path is a 404', async () => {
      refused(await scene.wire.get('/no/such/path'), 404);
    });

    it('of a wrong method is a 405', async () => {
      refused(await scene.wire.delete('/tasks'), 405);
    });

    it('leaves the task as it was', async () => {
      expect(await scene.readTask(task.taskId)).to.include({ status: 'IN_PROGRESS' });
    });
  });
}
