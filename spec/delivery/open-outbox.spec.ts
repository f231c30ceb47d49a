import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultDirectories } from '../../lib/delivery/outbox-directory.ts';
import { openOutbox, type OutboxSettings } from '../../lib/delivery/open-outbox.ts';
import type { Outbox } from '../../lib/delivery/outbox.ts';
import { OutboxError } from '../../lib/errors/outbox-error.ts';
import { OutboxHeldError } from '../../lib/errors/outbox-held-error.ts';
import { resultOf } from './fake-engine.ts';
import { systemClock } from '../../lib/task/clock.ts';
import { eventually } from '../support/eventually.ts';

describe('the directory of an outbox', () => {
  const settings: OutboxSettings = {
    outbox: 'undelivered',
    outboxDir: null,
    outboxMaxMb: 1,
    serverUrl: 'http://engine:8080/api',
  };
  const before = process.env.XDG_STATE_HOME;
  let state: string;
  let notices: string[];
  let opened: Outbox[];

  const open = async (changes: Partial<OutboxSettings> = {}): Promise<Outbox | null> => {
    const outbox = await openOutbox({ ...settings, ...changes }, (notice) => notices.push(notice));
    if (outbox !== null) opened.push(outbox);
    return outbox;
  };

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'state-'));
    process.env.XDG_STATE_HOME = state;
    notices = [];
    opened = [];
  });

  afterEach(async () => {
    await Promise.all(opened.map((outbox) => outbox.close()));
    rmSync(state, { recursive: true, force: true });
    if (before === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = before;
  });

  it('lies in the state directory of the user, named after the engine', () => {
    const first = (url: string, env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string =>
      defaultDirectories(url, env, platform)[0] ?? '';
    const { HOME: home = '' } = process.env;
    expect(first('http://engine:8080/api', { XDG_STATE_HOME: '/s' }, 'linux')).to.equal(
      '/s/worker-host/engine-8080-api/0',
    );
    expect(first('https://engine/api', {}, 'linux')).to.equal(
      `${home}/.local/state/worker-host/engine-443-api/0`,
    );
    expect(first('http://engine/a/api', {}, 'darwin')).to.equal(
      `${home}/Library/Application Support/worker-host/engine-80-a-api/0`,
    );
    expect(first('http://[::1]:80/api', { LOCALAPPDATA: '/l' }, 'win32')).to.match(
      /^\/l\/worker-host\/___1_-80-api-[0-9a-f]{8}\/0$/,
    );
  });

  it('is another one for each host of a machine', async () => {
    const outboxes = [await open(), await open(), await open()];
    expect(outboxes.map((outbox) => outbox?.directory.slice(-1))).to.deep.equal(['0', '1', '2']);
    expect(notices).to.deep.equal([]);
  });

  it('takes over what hosts left that run no more', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    await second?.put(resultOf('b'));
    const earlier = await third?.put(resultOf('c'));
    // Their order within one millisecond is left to chance.
    await eventually(() => systemClock.now() > (earlier?.storedAt ?? 0) + 1);
    await first?.put(resultOf('a'));
    await first?.close();
    await third?.close();
    const again = await open();
    expect([...(again?.entries() ?? [])].map(({ taskId }) => taskId)).to.deep.equal(['c', 'a']);
    expect(second?.size).to.equal(1);
  });

  it('is exactly the one that is set, or an error', async () => {
    const outboxDir = join(state, 'mine');
    expect((await open({ outboxDir }))?.directory).to.equal(outboxDir);
    expect(await open({ outboxDir }).catch((error: unknown) => error)).to.be.instanceOf(
      OutboxHeldError,
    );
    writeFileSync(join(state, 'file'), '');
    const error = await open({ outboxDir: join(state, 'file', 'x') }).catch((e: unknown) => e);
    expect(error).to.be.instanceOf(OutboxError);
  });

  it('is done without when no default one can be written, with a warning', async () => {
    writeFileSync(join(state, 'worker-host'), '');
    expect(await open()).to.equal(null);
    expect(notices.join()).to.include('kept in memory only');
  });

  it('is none when the outbox is off', async () => {
    expect(await open({ outbox: 'off' })).to.equal(null);
    expect(notices).to.deep.equal([]);
  });
});
