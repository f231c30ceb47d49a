import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { resolveSettings } from '../../lib/settings/resolve-settings.ts';
import { read } from '../docs/support/documents.ts';
import { execForm, lastStage } from './support/dockerfile.ts';
import { readExample, yamlDocuments } from './support/example-files.ts';

interface Compose {
  services: Record<'conductor' | 'workers', ComposeService>;
  volumes: Record<string, unknown>;
}
interface ComposeService {
  environment: Record<string, string>;
  ports: string[];
  volumes: string[];
  stop_grace_period: string;
  depends_on: string[];
}

const stage = lastStage(readExample('containers/Dockerfile'));
const image = resolveEnvironment(environmentOf(stage));

describe('examples/containers/Dockerfile', () => {
  const of = (name: string): string => stage.find(([instruction]) => instruction === name)![1];

  it('sets what a host takes', () => {
    expect(image.warnings).to.deep.equal([]);
    expect(image.host.statusHost).to.equal('0.0.0.0');
    expect(of('EXPOSE')).to.equal(String(image.host.statusPort));
  });

  it('runs as a user by its number, who owns the directory of the outbox', () => {
    expect(of('USER')).to.equal('1000:1000');
    expect(of('RUN')).to.include(`-o 1000 -g 1000 -m 700 ${of('VOLUME')}`);
    expect(image.host.outboxDir?.startsWith(`${of('VOLUME')}/`)).to.equal(true);
  });

  it("starts the package's command, with nothing in between", () => {
    const { bin } = JSON.parse(read('package.json')) as { bin: Record<string, string> };
    const [command] = execForm(of('ENTRYPOINT'));
    expect(Object.keys(bin).map((name) => `node_modules/.bin/${name}`)).to.include(command);
    expect(execForm(of('CMD'))).to.deep.equal(['start', 'workers.ts']);
  });

  for (const [status, code] of [
    [200, 0],
    [503, 1],
  ] as const) {
    it(`takes a ${status} of /livez for ${code === 0 ? 'health' : 'sickness'}`, async () => {
      let asked = '';
      const server = createServer((request, response) => {
        asked = request.url ?? '';
        response.writeHead(status).end('{}');
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      try {
        expect(await healthcheck((server.address() as AddressInfo).port)).to.equal(code);
        expect(asked).to.equal('/livez');
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  }

  it('takes silence for sickness', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    expect(await healthcheck(port)).to.equal(1);
  });

  async function healthcheck(port: number): Promise<number | null> {
    const [command, ...args] = execForm(of('HEALTHCHECK'));
    expect(command).to.equal('node');
    const own = args.map((arg) => arg.replace(`:${image.host.statusPort}/`, `:${port}/`));
    const [code] = (await once(spawn(process.execPath, own), 'exit')) as [number | null];
    return code;
  }
});

describe('examples/containers/compose.yml', () => {
  const [{ services, volumes }] = yamlDocuments('containers/compose.yml') as [Compose];
  const { workers, conductor } = services;
  const settings = resolveEnvironment({ ...environmentOf(stage), ...workers.environment });

  it('sets what a host takes', () => {
    expect(settings.warnings).to.deep.equal([]);
    expect(settings.workers[0]!.settings.threads).to.equal(2);
  });

  it('polls the engine beside it', () => {
    const url = new URL(settings.host.serverUrl);
    expect(Object.keys(services)).to.include(url.hostname);
    expect(conductor.ports[0]).to.match(new RegExp(`:${url.port}$`));
  });

  it('leaves a drain ten seconds more than its time', () => {
    const seconds = Number(/^(\d+)s$/.exec(workers.stop_grace_period)?.[1]);
    expect(seconds * 1000).to.be.at.least(settings.host.drainTimeout + 10_000);
  });

  it('keeps the outbox on a volume', () => {
    const [name, path] = workers.volumes[0]!.split(':');
    expect(Object.keys(volumes)).to.include(name);
    expect(settings.host.outboxDir?.startsWith(`${path}/`)).to.equal(true);
  });

  it('opens its ports to this machine alone', () => {
    for (const port of [...workers.ports, ...conductor.ports])
      expect(port.startsWith('127.0.0.1:')).to.equal(true);
  });
});

function environmentOf(instructions: [string, string][]): Record<string, string> {
  const text = instructions
    .filter(([instruction]) => instruction === 'ENV')
    .map(([, rest]) => rest)
    .join(' ');
  return Object.fromEntries(
    [...text.matchAll(/(\w+)=(\S+)/g)].map(({ 1: name = '', 2: value = '' }) => [name, value]),
  );
}

function resolveEnvironment(env: Record<string, string>): ReturnType<typeof resolveSettings> {
  return resolveSettings({
    env,
    file: null,
    workers: [{ names: ['task_1'], label: 'Task1', options: {} }],
    hostname: 'here',
    cpus: () => 2,
  });
}
