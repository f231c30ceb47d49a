import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { Outbox, type OutboxOptions } from '../../lib/delivery/outbox.ts';
import { OutboxError } from '../../lib/errors/outbox-error.ts';
import { OutboxHeldError } from '../../lib/errors/outbox-held-error.ts';
import { eventually } from '../support/eventually.ts';
import { nodeArguments, runningModule } from '../support/project.ts';
import { resultOf } from './fake-engine.ts';

const outboxModule = runningModule('lib/delivery/outbox.ts');

describe('Outbox', () => {
  let directory: string;
  let opened: Outbox[];

  const open = async (options?: OutboxOptions, where = directory): Promise<Outbox> => {
    const outbox = await Outbox.open(where, options);
    opened.push(outbox);
    return outbox;
  };
  const tasksIn = (outbox: Outbox): string[] => [...outbox.entries()].map(({ taskId }) => taskId);
  const files = (pattern: RegExp): string[] =>
    readdirSync(join(directory, 'store')).filter((name) => pattern.test(name));

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'outbox-'));
    opened = [];
  });

  afterEach(async () => {
    await Promise.all(opened.map((outbox) => outbox.close()));
    rmSync(directory, { recursive: true, force: true });
  });

  it('keeps whole results, oldest first, over a restart', async () => {
    const outbox = await open();
    const strange = { ...resultOf('a'), surplusLogs: ['one'], more: { from: 'later' } };
    await outbox.put(strange);
    await outbox.put(resultOf('b', 'deferred'));
    await outbox.put(resultOf('c'));
    await outbox.close();
    const again = await open();
    expect(tasksIn(again)).to.deep.equal(['a', 'b', 'c']);
    expect(again.ofTask('b')?.kind).to.equal('deferred');
    expect(await again.read(again.ofTask('a')!.key)).to.deep.equal(strange);
    expect([again.size, again.bytes > 0, again.oldestAt !== null]).to.deep.equal([3, true, true]);
  });

  it('has nothing left of what was removed', async () => {
    const outbox = await open();
    const { key } = await outbox.put(resultOf('a'));
    outbox.remove(key);
    expect([outbox.size, outbox.bytes, outbox.oldestAt]).to.deep.equal([0, 0, null]);
    await outbox.close();
    const again = await open();
    expect([again.size, await again.read(key)]).to.deep.equal([0, null]);
  });

  it('keeps one result of a task: the last', async () => {
    const outbox = await open();
    await outbox.put(resultOf('a', 'deferred'));
    await outbox.put(resultOf('a'));
    await outbox.close();
    expect([...(await open()).entries()].map(({ kind }) => kind)).to.deep.equal(['completed']);
  });

  it('keeps the order when the clock is set back', async () => {
    let now = 2_000_000_000_000;
    const outbox = await open({ clock: { now: () => (now -= 1000) } });
    for (const id of ['a', 'b', 'c']) await outbox.put(resultOf(id));
    await outbox.close();
    const again = await open();
    await again.put(resultOf('d'));
    await again.close();
    expect(tasksIn(await open())).to.deep.equal(['a', 'b', 'c', 'd']);
  });

  it('keeps the order of what comes between two milliseconds', async () => {
    let now = 2_000_000_000_000.5;
    const outbox = await open({ clock: { now: () => (now += 0.25) } });
    for (const id of ['a', 'b', 'c']) await outbox.put(resultOf(id));
    await outbox.close();
    expect(tasksIn(await open())).to.deep.equal(['a', 'b', 'c']);
  });

  it('is full above its limit, until something is removed', async () => {
    const outbox = await open({ maxBytes: 250 });
    const { key } = await outbox.put(resultOf('a'));
    await outbox.put(resultOf('b'));
    expect(outbox.full).to.equal(false);
    await outbox.put(resultOf('c'));
    expect(outbox.full).to.equal(true);
    outbox.remove(key);
    expect(outbox.full).to.equal(false);
  });

  it('has what it said is stored after a kill -9', async () => {
    const program = `
      import { Outbox } from ${JSON.stringify(outboxModule)};
      const outbox = await Outbox.open(${JSON.stringify(directory)});
      for (let n = 0; ; n++) {
        await outbox.put({ ...${JSON.stringify(resultOf('x'))}, taskId: 'r' + n });
        process.stdout.write('r' + n + '\\n');
      }`;
    const child = spawn(
      process.execPath,
      [...nodeArguments, '--input-type=module', '-e', program],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    await eventually(() => told.split('\n').length > 50, 14_000);
    child.kill('SIGKILL');
    await once(child, 'close');
    const stored = tasksIn(await open());
    const promised = told.split('\n').slice(0, -1);
    expect(stored.slice(0, promised.length)).to.deep.equal(promised);
  }).timeout(30_000);

  it('tells who holds it', async () => {
    await open();
    const error = await Outbox.open(directory).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(OutboxHeldError);
    expect((error as OutboxHeldError).code).to.equal('ERR_WH_OUTBOX_HELD');
    expect((error as Error).message).to.match(
      new RegExp(`held by pid ${process.pid} on ${hostname()} since 20\\d\\d-`),
    );
  });

  it('minds no note of a dead process', async () => {
    await (await open()).close();
    writeFileSync(join(directory, 'holder.json'), '{"pid":1,"host":"gone","since":"long ago"}');
    await open();
    expect(readFileSync(join(directory, 'holder.json'), 'utf8')).to.include(String(process.pid));
  });

  it('is read by its owner alone', async () => {
    // LevelDB would make directories as well, and win now and then.
    for (let n = 0; n < 30; n += 1) {
      const where = join(directory, `deep-${n}`, 'below');
      await (await open({}, where)).close();
      expect(statSync(where).mode & 0o777).to.equal(0o700);
      expect(statSync(join(where, 'store')).mode & 0o777).to.equal(0o700);
    }
  });

  it('names a directory that can not be had, and what to do', async () => {
    writeFileSync(join(directory, 'file'), '');
    const error = await Outbox.open(join(directory, 'file', 'below')).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(OutboxError);
    expect((error as Error).message).to.match(/file\/below can't be read or written: .*outbox_dir/);
  });

  for (const damaged of [/CURRENT/, /MANIFEST/, /\.ldb$/]) {
    it(`sets a store aside whose ${damaged.source} is garbage, and begins a new one`, async () => {
      const outbox = await open();
      const body = 'x'.repeat(50_000);
      // Enough to make LevelDB write tables.
      for (let n = 0; n < 150; n += 1) await outbox.put({ ...resultOf(`r${n}`), body });
      await outbox.close();
      const garbage = files(damaged);
      expect(garbage).not.to.be.empty;
      for (const name of garbage)
        writeFileSync(join(directory, 'store', name), Buffer.alloc(9000, 'Z'));
      const notices: string[] = [];
      const again = await open({ onNotice: (notice) => notices.push(notice) });
      // What is damaged may be a table of results alone: then each is found when it is read.
      for (const { key } of [...again.entries()]) await again.read(key);
      expect(notices.length).to.be.greaterThan(0);
      await again.put(resultOf('new'));
      await again.close();
      expect(tasksIn(await open())).to.include('new');
    });
  }

  it('sets a store aside of which a file is missing', async () => {
    await (await open()).close();
    for (const name of files(/MANIFEST/)) rmSync(join(directory, 'store', name));
    const notices: string[] = [];
    await open({ onNotice: (notice) => notices.push(notice) });
    expect(notices.join()).to.match(/is damaged .* set aside as .*\/corrupt-\d{8}T\d+Z/);
    expect(readdirSync(directory).filter((name) => name.includes('corrupt'))).to.have.length(1);
  });

  it('saves of a damaged store what can still be read', async () => {
    const outbox = await open();
    await outbox.put(resultOf('a', 'failed'));
    await outbox.put(resultOf('b'));
    await outbox.close();
    writeFileSync(join(directory, 'store', 'CURRENT'), 'garbage');
    const notices: string[] = [];
    const again = await open({ onNotice: (notice) => notices.push(notice) });
    expect(tasksIn(again)).to.deep.equal(['a', 'b']);
    expect((await again.read(again.ofTask('a')!.key))?.kind).to.equal('failed');
    expect(notices).to.have.length(1);
    expect(notices[0]).to.include('with the 2 results that could still be read');
  });

  it('sets single records aside that can not be read', async () => {
    const outbox = await open();
    const [a, b] = [await outbox.put(resultOf('a')), await outbox.put(resultOf('b'))];
    await outbox.put(resultOf('c'));
    await outbox.close();
    const level = new ClassicLevel(join(directory, 'store'));
    await level.put(`about/${a.key}`, 'not JSON');
    await level.put(`result/${b.key}`, '{"half":');
    await level.close();
    const notices: string[] = [];
    const again = await open({ onNotice: (notice) => notices.push(notice) });
    expect(tasksIn(again)).to.deep.equal(['b', 'c']);
    expect(await again.read(b.key)).to.equal(null);
    expect(tasksIn(again)).to.deep.equal(['c']);
    expect(notices).to.have.length(2);
    expect(readFileSync(join(directory, `unreadable-${b.key}.txt`), 'utf8')).to.equal('{"half":');
    await again.close();
    expect(tasksIn(await open())).to.deep.equal(['c']);
  });

  it('takes over what another one holds, in order of time', async () => {
    let now = 1_000_000_000_000;
    const clock = { now: () => (now += 1000) };
    const [first, second] = [
      await open({ clock }, join(directory, '0')),
      await open({ clock }, join(directory, '1')),
    ];
    await first.put(resultOf('a'));
    await second.put(resultOf('b'));
    await first.put(resultOf('c'));
    await first.adopt(second);
    await first.put(resultOf('d'));
    expect([tasksIn(first), second.size]).to.deep.equal([['a', 'b', 'c', 'd'], 0]);
    expect([...first.entries()][1]?.storedAt).to.equal(1_000_000_002_000);
    expect((await first.read(first.ofTask('b')!.key))?.body).to.equal('body of b');
  });

  it('refuses what comes after it was closed', async () => {
    const outbox = await open();
    await outbox.close();
    const error = await outbox.put(resultOf('a')).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(OutboxError);
  });
});
