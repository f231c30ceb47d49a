import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { LiveClient } from '../../lib/status/live-client.ts';
import { eventually } from '../support/eventually.ts';

const frame = JSON.stringify({ filler: 'x'.repeat(1_000_000) });

describe('a page that does not read what it follows', () => {
  let response: ServerResponse;
  let reader: Promise<IncomingMessage>;
  let asked: (response: ServerResponse) => void;
  const server = createServer((_request, answer) => asked(answer));

  beforeEach(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const arrived = new Promise<ServerResponse>((resolve) => (asked = resolve));
    reader = new Promise((resolve) => {
      const request = get({ port, host: '127.0.0.1', agent: false }, resolve);
      request.on('error', () => undefined);
    });
    response = await arrived;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is dropped after ten ticks, with no more than a few frames kept for it', async () => {
    const client = new LiveClient(response);
    let most = 0;
    for (let tick = 0; tick < 100 && !response.destroyed; tick++) {
      client.tick(frame, []);
      most = Math.max(most, response.writableLength);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(response.destroyed).to.equal(true);
    expect(most).to.be.below(3 * frame.length);
  });

  it('goes on where it left when it reads again', async () => {
    const client = new LiveClient(response);
    const sample = (at: number) => ({ at, ms: 1000, workers: {} });
    client.tick('{}', [sample(1)]);
    for (let tick = 0; tick < 5; tick++) client.tick(frame, [sample(1)]);
    let text = '';
    const incoming = await reader;
    incoming.on('error', () => undefined);
    incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    await eventually(() => !response.writableNeedDrain);
    client.tick('{}', [sample(1), sample(2)]);
    await eventually(() => text.includes('"at":2'));
    expect(text.match(/"at":1/g)).to.have.length(1);
  });
});
