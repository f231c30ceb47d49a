import { expect } from 'chai';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultDirectories } from '../../lib/delivery/outbox-directory.ts';
import { Outbox } from '../../lib/delivery/outbox.ts';
import { resultOf } from '../delivery/fake-engine.ts';
import { cli, type CliEnd } from '../support/cli-process.ts';

describe('worker-host outbox', function () {
  this.timeout(30_000);
  let state: string;

  const run = (...args: string[]): Promise<CliEnd & { stdout: string; stderr: string }> =>
    cli(['outbox', ...args], { cwd: state, env: { XDG_STATE_HOME: state } });

  /** @returns their keys */
  const fill = async (directory: string, ...ids: string[]): Promise<string[]> => {
    const outbox = await Outbox.open(directory);
    const keys = await Promise.all(ids.map((id) => outbox.put(resultOf(id))));
    await outbox.close();
    return keys.map(({ key }) => key);
  };
  const left = async (directory: string): Promise<string[]> => {
    const outbox = await Outbox.open(directory);
    const ids = [...outbox.entries()].map(({ taskId }) => taskId);
    await outbox.close();
    return ids;
  };

  beforeEach(() => {
    state = mkdtempSync(join(tmpdir(), 'outbox-cli-'));
  });

  afterEach(() => rmSync(state, { recursive: true, force: true }));

  it('lists what lies in every outbox of the engine', async () => {
    const [first = '', second = ''] = defaultDirectories(
      'http://localhost:8080/api',
      { XDG_STATE_HOME: state },
      'linux',
    );
    const [key] = await fill(first, 'a');
    await fill(second, 'b');
    const table = await run('list');
    expect(table.code).to.equal(0);
    expect(table.stdout).to.match(/^KEY +TASK TYPE +TASK ID +WORKFLOW ID +STORED AT +BYTES\n/);
    const json = JSON.parse((await run('list', '--json')).stdout) as Record<string, unknown>[];
    expect(json.map(({ taskId }) => taskId)).to.deep.equal(['a', 'b']);
    expect(json[0]).to.include({ key, taskType: 'x', workflowId: 'w', directory: first });
  });

  it('says where it looked when there is nothing', async () => {
    const { code, stdout } = await run('list');
    expect(code).to.equal(0);
    expect(stdout).to.include(`${state}/worker-host/localhost-8080-api/0`);
  });

  it('shows one result whole', async () => {
    const directory = join(state, 'mine');
    const [key = ''] = await fill(directory, 'a');
    const { code, stdout } = await run('show', key, '--outbox-dir', directory);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.include({ key, result: resultOf('a') });
  });

  it('tells who holds an outbox', async () => {
    const directory = join(state, 'mine');
    const outbox = await Outbox.open(directory);
    const { code, stderr } = await run('retry', '--all', '--outbox-dir', directory);
    await outbox.close();
    expect(code).to.equal(1);
    expect(stderr).to.include(`${directory} is held by pid ${process.pid} on `);
  });

  it('drops what it is told to, and only with --yes', async () => {
    const directory = join(state, 'mine');
    const [key = ''] = await fill(directory, 'a', 'b');
    const asked = await run('drop', key, '--outbox-dir', directory);
    expect([asked.code, await left(directory)]).to.deep.equal([2, ['a', 'b']]);
    const dropped = await run('drop', key, '--yes', '--outbox-dir', directory);
    expect([dropped.code, await left(directory)]).to.deep.equal([0, ['b']]);
  });

  it('names keys that are not there', async () => {
    const directory = join(state, 'mine');
    await fill(directory, 'a');
    const { code, stderr } = await run('drop', 'nokey', '--yes', '--outbox-dir', directory);
    expect([code, stderr]).to.deep.equal([
      1,
      'worker-host: not in the outbox: nokey. See worker-host outbox list.\n',
    ]);
  });

  describe('retry', () => {
    let engine: Server;
    let bodies: string[];
    let directory: string;

    const retry = async (...args: string[]): ReturnType<typeof run> => {
      const { port } = engine.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}`;
      return run('retry', ...args, '--outbox-dir', directory, '--server-url', url);
    };

    beforeEach(async () => {
      directory = join(state, 'mine');
      bodies = [];
      engine = createServer((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => (body += chunk.toString()));
        request.on('end', () => {
          bodies.push(body);
          if (body.includes('bad')) response.statusCode = 404;
          if (body.includes('later')) response.statusCode = 503;
          response.end('{}');
        });
      });
      await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
    });

    afterEach(() => {
      engine.closeAllConnections();
      engine.close();
    });

    it('delivers everything now', async () => {
      await fill(directory, 'a', 'b');
      const { code, stdout } = await retry('--all');
      expect(code).to.equal(0);
      expect(stdout).to.match(/ {2}a {2}accepted\n.* {2}b {2}accepted\n/);
      expect(bodies).to.deep.equal(['body of a', 'body of b']);
      expect(await left(directory)).to.deep.equal([]);
    });

    it('gives up what is refused for good, and ends with 1', async () => {
      await fill(directory, 'bad', 'b');
      const { code, stdout } = await retry('--all');
      expect(code).to.equal(1);
      expect(stdout).to.match(/bad {2}refused, given up: .*404.*\n.* {2}b {2}accepted/);
      expect(await left(directory)).to.deep.equal([]);
    });

    it('keeps what the engine can not take now, and ends with 69', async () => {
      const [key = ''] = await fill(directory, 'later', 'b');
      const { code, stderr } = await retry(key);
      expect(code).to.equal(69);
      expect(stderr).to.include('What is not accepted stays in the outbox.');
      expect(await left(directory)).to.deep.equal(['later', 'b']);
    });
  });
});
