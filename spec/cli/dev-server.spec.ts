import { expect } from 'chai';
import { cli, CliProcess } from '../support/cli-process.ts';
import { eventually } from '../support/eventually.ts';

describe('worker-host dev-server', function () {
  this.timeout(30_000);
  let running: CliProcess;

  beforeEach(() => {
    running = new CliProcess(['dev-server', '--port', '0']);
  });

  afterEach(() => running.end());

  function url(): Promise<string> {
    return eventually(() => {
      const found = /^dev-server: (\S+)$/m.exec(running.stdout)?.[1];
      if (found === undefined) throw new Error(`no address in ${running.stdout}`);
      return found;
    }, 20_000);
  }

  it('prints its address and how to use it, and answers there', async () => {
    const address = await url();
    const answer = await fetch(`${address}/metadata/taskdefs`);
    expect(answer.status).to.equal(200);
    expect(running.stdout).to.include(`worker-host start workers.ts --server-url ${address}`);
  });

  it('ends with 0 on Ctrl-C', async () => {
    await url();
    running.signal('SIGINT');
    expect(await running.ended).to.deep.equal({ code: 0, signal: null });
  });

  it('says so when its port is taken, and ends with 69', async () => {
    const port = new URL(await url()).port;
    const { code, stderr } = await cli(['dev-server', '--port', port]);
    expect(code).to.equal(69);
    expect(stderr).to.include('the port is in use');
  });

  it('refuses what is no port with 2', async () => {
    const { code, stderr } = await cli(['dev-server', '--port', 'http']);
    expect(code).to.equal(2);
    expect(stderr).to.include('--port http: not a port');
  });
});
