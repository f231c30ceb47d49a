import { expect } from 'chai';
import { GroupCommit, type StoreOperation } from '../../lib/delivery/group-commit.ts';
import { settled } from './fake-clock.ts';

const put = (key: string, value = ''): StoreOperation => ({ type: 'put', key, value });

describe('GroupCommit', () => {
  let batches: string[];
  let open: { resolve: () => void; reject: (error: Error) => void }[];
  let commits: GroupCommit;

  beforeEach(() => {
    batches = [];
    open = [];
    commits = new GroupCommit((operations, sync) => {
      batches.push(`${operations.map(({ key }) => key).join('+')}${sync ? ' synced' : ''}`);
      return new Promise((resolve, reject) => open.push({ resolve, reject }));
    });
  });

  it('writes in one batch what is asked for in one turn, and while another is under way', async () => {
    const done: string[] = [];
    const add = (key: string): void =>
      void commits.add([put(key)], true).then(() => done.push(key));
    for (const key of ['a', 'b', 'c']) add(key);
    await settled();
    for (const key of ['d', 'e']) add(key);
    await settled();
    expect([batches, done]).to.deep.equal([['a+b+c synced'], []]);
    open.shift()?.resolve();
    await settled();
    expect([batches, done]).to.deep.equal([
      ['a+b+c synced', 'd+e synced'],
      ['a', 'b', 'c'],
    ]);
  });

  it('asks for an fsync only if somebody needs it', async () => {
    void commits.add([{ type: 'del', key: 'a' }], false);
    await settled();
    void commits.add([{ type: 'del', key: 'b' }], false);
    void commits.add([put('c')], true);
    open.shift()?.resolve();
    await settled();
    expect(batches).to.deep.equal(['a', 'b+c synced']);
  });

  it('tells each of a batch that it failed, and goes on with the next', async () => {
    const ends = Promise.allSettled([commits.add([put('a')], true), commits.add([put('b')], true)]);
    await settled();
    const next = commits.add([put('c')], true);
    open.shift()?.reject(new Error('disk full'));
    expect((await ends).map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    await settled();
    open.shift()?.resolve();
    await next;
    await commits.idle();
  });

  it('builds no batch of unlimited size', async () => {
    const large = 'x'.repeat(5 * 1024 * 1024);
    for (const key of ['a', 'b', 'c']) void commits.add([put(key, large)], true);
    await settled();
    expect(batches).to.deep.equal(['a synced']);
  });
});
