import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { startDevServer } from '../../lib/dev-server/dev-server.ts';
import { cli, CliProcess } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';
import { Folder, workersOf } from './support.ts';

const workers = workersOf('first-users');
const task1 = 'python_annotated_task_1';
const task2 = 'python_annotated_task_2';

const seedFile = `
[DEFAULT]
domain = nice
polling_interval = 2000

[${task1}]
domain = cool
polling_interval = 500
`;

const mistakes = `[worker-host]
drain_timeout = soon
server_ulr = http://localhost:8080

[DEFAULT]
polling_interval = 5s
threads = 0
a line that is nothing

[${task1}]
isolation = process
domain = nice
domain = cool
`;

interface Shown {
  value: unknown;
  origin: string;
  from: string | null;
}

describe('the settings of the first users', function () {
  this.timeout(30_000);
  let folder: Folder;

  afterEach(() => folder.remove());

  async function config(
    text: string,
    env: Record<string, string> = {},
  ): Promise<Record<string, Record<string, Shown>>> {
    folder = new Folder({ 'worker.ini': text });
    const { code, stdout, stderr } = await cli(['config', workers, '--json'], {
      cwd: folder.path,
      env,
    });
    expect(code, stderr).to.equal(0);
    return (JSON.parse(stdout) as { workers: Record<string, Record<string, Shown>> }).workers;
  }

  it("takes a task's own section before [DEFAULT], and both before the constructor", async () => {
    const shown = await config(seedFile);
    expect(shown[task1]!['domain']).to.deep.equal({
      value: 'cool',
      origin: 'file',
      from: 'worker.ini:7',
    });
    expect(shown[task1]!['polling_interval']).to.include({ value: 500, from: 'worker.ini:8' });
    expect(shown[task2]!['domain']).to.include({ value: 'nice', from: 'worker.ini:3' });
    expect(shown[task2]!['polling_interval']).to.include({ value: 2000, from: 'worker.ini:4' });
  });

  it('takes variables for all workers before the file, in lower case', async () => {
    const shown = await config(seedFile, {
      conductor_worker_polling_interval: '7',
      conductor_worker_domain: 'warm',
    });
    for (const name of [task1, task2]) {
      expect(shown[name]!['polling_interval']).to.deep.equal({
        value: 7,
        origin: 'environment',
        from: 'conductor_worker_polling_interval',
      });
      expect(shown[name]!['domain']).to.include({ value: 'warm', from: 'conductor_worker_domain' });
    }
  });

  it('takes them in upper case', async () => {
    const shown = await config(seedFile, {
      CONDUCTOR_WORKER_POLLING_INTERVAL: '7',
      CONDUCTOR_WORKER_DOMAIN: 'warm',
    });
    expect(shown[task1]!['polling_interval']).to.include({ value: 7 });
    expect(shown[task1]!['domain']!.from).to.equal('CONDUCTOR_WORKER_DOMAIN');
  });

  for (const [how, name] of [
    ['lower', `conductor_worker_${task1}_`],
    ['upper', `CONDUCTOR_WORKER_${task1.toUpperCase()}_`],
  ] as const) {
    it(`takes the variables of one task in ${how} case before those for all`, async () => {
      const own = (key: string): string => name + (how === 'upper' ? key.toUpperCase() : key);
      const shown = await config(seedFile, {
        [own('polling_interval')]: '30',
        [own('domain')]: 'own',
        CONDUCTOR_WORKER_ALL_POLLING_INTERVAL: '7',
        conductor_worker_domain: 'warm',
      });
      expect(shown[task1]!['polling_interval']).to.include({
        value: 30,
        from: own('polling_interval'),
      });
      expect(shown[task1]!['domain']).to.include({ value: 'own', from: own('domain') });
      expect(shown[task2]!['polling_interval']).to.include({ value: 7 });
      expect(shown[task2]!['domain']).to.include({ value: 'warm' });
    });
  }

  it('names seven mistakes of a file and three of the environment, ends with 78, and asks the engine nothing', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests++;
      response.end('[]');
    }).listen(0, '127.0.0.1');
    await eventually(() => server.listening);
    const { port } = server.address() as AddressInfo;
    folder = new Folder({ 'worker.ini': mistakes });
    try {
      const { code, stdout, stderr } = await cli(['start', workers], {
        cwd: folder.path,
        env: {
          CONDUCTOR_SERVER_URL: `http://127.0.0.1:${port}`,
          CONDUCTOR_WORKER_ALL_CONCURRENCY: 'many',
          [`conductor_worker_${task2}_paused`]: 'perhaps',
          WORKER_HOST_STATUS_PORT: '70000',
        },
      });
      expect(code).to.equal(78);
      expect(stdout).to.equal('');
      const lines = stderr.trim().split('\n');
      expect(lines, stderr).to.have.length(10);
      const places = lines.map((line) => /^worker-host: (worker\.ini:\d+|\w+)/.exec(line)?.[1]);
      expect(places).to.have.members([
        ...[2, 3, 6, 7, 8, 11, 13].map((line) => `worker.ini:${line}`),
        'CONDUCTOR_WORKER_ALL_CONCURRENCY',
        `conductor_worker_${task2}_paused`,
        'WORKER_HOST_STATUS_PORT',
      ]);
      expect(requests).to.equal(0);
    } finally {
      server.close();
    }
  });

  it('run in a container: nothing but the address and the concurrency in the environment', async () => {
    folder = new Folder();
    await using server = await startDevServer();
    server.registerTaskDef({ name: task1, timeoutSeconds: 0, responseTimeoutSeconds: 60 });
    server.registerWorkflow({
      name: 'one',
      version: 1,
      schemaVersion: 2,
      tasks: [{ name: task1, taskReferenceName: task1, type: 'SIMPLE' }],
    });
    const env = { CONDUCTOR_SERVER_URL: server.url, CONDUCTOR_WORKER_ALL_CONCURRENCY: '4' };
    const host = new CliProcess(['start', workers], { cwd: folder.path, env });
    try {
      for (let count = 0; count < 6; count++) server.startWorkflow('one');
      const inProgress = (): number =>
        server.tasks().filter(({ status }) => status === 'IN_PROGRESS').length;
      await eventually(() => inProgress() === 4, 20_000);
      const line = await eventually(() => host.logs().find(({ worker }) => worker === task1)!);
      expect(line).to.deep.include({
        concurrency: 4,
        settings: {
          polling_interval: { value: 50, origin: 'constructor', from: null },
          concurrency: {
            value: 4,
            origin: 'environment',
            from: 'CONDUCTOR_WORKER_ALL_CONCURRENCY',
          },
        },
      });
      expect(inProgress()).to.equal(4);
    } finally {
      await host.end();
    }
  });
});
