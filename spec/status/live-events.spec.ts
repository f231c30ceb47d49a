import { get, type IncomingMessage } from 'node:http';
import { expect } from 'chai';
import type { LiveFrame } from '../../lib/status/live-frame.ts';
import { eventually } from '../support/eventually.ts';
import { closeServers, served } from './support/served.ts';
import { statusOf } from './support/status-of.ts';

interface Event {
  readonly event: string;
  readonly data: unknown;
}

describe('the live events of the dashboard', () => {
  const open: IncomingMessage[] = [];
  const follow = async (url: string): Promise<IncomingMessage> => {
    const response = await new Promise<IncomingMessage>((resolve, reject) =>
      get(`${url}/events`, { agent: false }, resolve).on('error', reject),
    );
    response.on('error', () => undefined);
    open.push(response);
    return response;
  };

  afterEach(async () => {
    for (const response of open.splice(0)) response.destroy();
    await closeServers();
  });

  it('tell at once how things stand, and again each second', async () => {
    const { url, host } = await served();
    const events = collect(await follow(url));
    await eventually(() => frames(events).length >= 1);
    host.now = () => statusOf({ state: 'draining' }, Date.now());
    await eventually(() => frames(events).at(-1)?.status.state === 'draining');
    const [first] = frames(events);
    expect(first?.status.state).to.equal('running');
    expect(first?.health.ready.every(({ ok }) => ok)).to.equal(true);
    expect(first?.controllable).to.equal(false);
  });

  it('send each sample of the history once', async () => {
    const { url, host } = await served();
    const sample = (at: number) => ({ at, ms: 5000, workers: {} });
    host.samples.push(sample(1), sample(2));
    const events = collect(await follow(url));
    await eventually(() => frames(events).length >= 1);
    host.samples.push(sample(3));
    await eventually(() => frames(events).length >= 3);
    const samples = events.filter(({ event }) => event === 'samples').map(({ data }) => data);
    expect(samples).to.deep.equal([[sample(1), sample(2)], [sample(3)]]);
  });

  it('ask the host for nothing while nobody follows', async () => {
    const { url, host } = await served();
    const response = await follow(url);
    await eventually(() => host.asked > 0);
    response.destroy();
    await eventually(async () => {
      const before = host.asked;
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return host.asked === before;
    });
  });

  it('are refused to the twenty-first page, until one is closed', async () => {
    const { url } = await served();
    const responses = await Promise.all(Array.from({ length: 20 }, () => follow(url)));
    expect(responses.every(({ statusCode }) => statusCode === 200)).to.equal(true);
    expect((await follow(url)).statusCode).to.equal(503);
    responses[0]?.destroy();
    await eventually(async () => (await follow(url)).statusCode === 200);
  });

  it('end when the server is closed', async () => {
    const { url, server } = await served();
    const response = await follow(url);
    const ended = new Promise((resolve) => response.on('close', resolve));
    response.resume();
    await Promise.all([server.close(), server.close()]);
    await ended;
  });

  it('end, and harm nothing, when the host can not be shown', async () => {
    const { url, host } = await served();
    const response = await follow(url);
    const ended = new Promise((resolve) => response.on('close', resolve));
    response.resume();
    host.now = () => {
      throw new Error('broken');
    };
    await ended;
    expect((await fetch(`${url}/metrics`)).status).to.equal(200);
  });
});

function collect(response: IncomingMessage): Event[] {
  const events: Event[] = [];
  let rest = '';
  response.setEncoding('utf8').on('data', (text: string) => {
    const blocks = (rest + text).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      events.push({ event, data: JSON.parse(data) });
    }
  });
  return events;
}

function frames(events: readonly Event[]): LiveFrame[] {
  return events.filter(({ event }) => event === 'frame').map(({ data }) => data as LiveFrame);
}
