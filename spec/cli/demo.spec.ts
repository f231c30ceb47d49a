import { expect } from 'chai';
import { percentile, summaryTable } from '../../lib/cli/demo/summary.ts';
import { cli } from '../support/cli-process.ts';

describe('worker-host demo', function () {
  this.timeout(40_000);

  it('completes every order, shows what each worker did, and ends by itself with 0', async () => {
    // Settings meant for real hosts must not reach it.
    const env = { CONDUCTOR_SERVER_URL: 'http://127.0.0.1:1', CONDUCTOR_WORKER_ALL_DOMAIN: 'x' };
    const { code, stdout, stderr } = await cli(['demo', '--workflows', '40'], { env });
    expect(stdout).to.match(/40 of 40 orders COMPLETED in \d/);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^reserve_stock +40 +5 /m);
    expect(stdout).to.match(/^charge_payment +40 +0 /m);
    expect(stdout).to.match(/^plan_route +40 +0 /m);
    expect(stderr).to.include('40/40 orders');
  });

  it('refuses a number of workflows that is none with 2', async () => {
    expect(await cli(['demo', '--workflows', 'many'])).to.include({ code: 2 });
  });
});

describe('the summary of the demo', () => {
  it('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).to.equal('50.0');
    expect(percentile(hundred, 0.99)).to.equal('99.0');
    expect(percentile([7], 0.99)).to.equal('7.0');
  });

  it('aligns its columns, and shows a dash where there is nothing to measure', () => {
    const table = summaryTable([
      { name: 'a', durations: [1, 2], failed: 0 },
      { name: 'longer', durations: [], failed: 12 },
    ]);
    expect(table.split('\n')).to.deep.equal([
      'worker  done  failed and retried  p50 ms  p99 ms',
      'a          2                   0     1.0     2.0',
      'longer     0                  12       -       -',
    ]);
  });
});
