import { expect } from 'chai';
import type { EngineUnderTest } from './engine-under-test.ts';
import { Scene } from './scene.ts';

export function describeServer(engine: EngineUnderTest): void {
  describe('the server', () => {
    const scene = new Scene(engine);

    for (const [where, path] of [
      ['outside', '//health'],
      ['inside', '/health'],
    ] as const) {
      it(`says ${where} the API that it is healthy`, async () => {
        const answer = await scene.wire.get(path);
        expect(answer.status).to.equal(200);
        expect(answer.body).to.include({ healthy: true });
      });
    }

    it('tells its version as text', async () => {
      const answer = await scene.wire.get('/version');
      expect(answer.status).to.equal(200);
      expect(answer.text).to.match(/^\d+\.\d+\.\d+/);
    });

    it('has no tokens, which says that it wants no keys', async () => {
      const answer = await scene.wire.post('/token', { keyId: 'a', keySecret: 'b' });
      expect(answer.status).to.equal(404);
    });
  });
}
