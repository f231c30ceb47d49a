import { expect } from 'chai';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from '../../lib/delivery/outbox.ts';
import { ResultDelivery } from '../../lib/delivery/result-delivery.ts';
import { eventually } from '../support/eventually.ts';
import { resultOf, sourceError } from './fake-engine.ts';

describe('results that a host left in its outbox', () => {
  const directory = mkdtempSync(join(tmpdir(), 'outbox-restart-'));

  after(() => rmSync(directory, { recursive: true, force: true }));

  it('go out when the next one opens it, the same bytes in the same order', async () => {
    const first = await Outbox.open(directory);
    const down = { send: () => Promise.reject(sourceError('unreachable')) };
    const before = new ResultDelivery(down, { outbox: first });
    const ends = ['a', 'b', 'c'].map((id) => before.deliver(resultOf(id)));
    expect(await before.stop()).to.deep.equal({ stored: 3, abandoned: 0 });
    expect(await Promise.all(ends)).to.deep.equal(['stored', 'stored', 'stored']);
    await first.close();

    const second = await Outbox.open(directory);
    const sent: unknown[] = [];
    const up = {
      send: (result: unknown) => {
        sent.push(result);
        return Promise.resolve('accepted' as const);
      },
    };
    const next = new ResultDelivery(up, { outbox: second });
    next.start();
    await eventually(() => second.size === 0);
    expect(sent).to.deep.equal([resultOf('a'), resultOf('b'), resultOf('c')]);
    await next.stop();
    await second.close();
    const third = await Outbox.open(directory);
    expect(third.size).to.equal(0);
    await third.close();
  });
});
