import { expect } from 'chai';
import { cli } from '../support/cli-process.ts';

describe('worker-host', () => {
  it('shows examples first, commands and exit codes in its help', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    expect(code).to.equal(0);
    expect(stderr).to.equal('');
    expect(stdout.indexOf('Examples:')).to.be.within(0, stdout.indexOf('Commands:'));
    expect(stdout).to.match(/75\s+stopped with undelivered results/);
  });

  it('shows every host setting as a flag in the help of start', async () => {
    const { code, stdout } = await cli(['start', '--help']);
    expect(code).to.equal(0);
    for (const flag of ['--server-url', '--drain-timeout', '--log-format', '--set', '--config']) {
      expect(stdout).to.include(flag);
    }
  });

  it('prints its version', async () => {
    const { code, stdout } = await cli(['--version']);
    expect(code).to.equal(0);
    expect(stdout).to.match(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it('prints a completion script', async () => {
    const { code, stdout } = await cli(['completion']);
    expect(code).to.equal(0);
    expect(stdout).to.include('###-begin-worker-host-completions-###');
  });

  it('completes the flags of a command', async () => {
    const { stdout } = await cli(['--get-yargs-completions', 'worker-host', 'start', '--drain-t']);
    expect(stdout).to.include('--drain-timeout');
  });

  it('refuses an unknown command with 2, and says which was meant', async () => {
    const { code, stdout, stderr } = await cli(['strat']);
    expect(code).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr).to.include('Unknown command. Did you mean start?');
  });

  it('refuses an unknown flag with 2, and says which was meant', async () => {
    const { code, stderr } = await cli(['start', '--drain-timeuot', '5']);
    expect(code).to.equal(2);
    expect(stderr).to.include('Unknown argument: drain-timeuot. Did you mean --drain-timeout?');
  });

  it('refuses a command line without a command with 2', async () => {
    const { code, stderr } = await cli([]);
    expect(code).to.equal(2);
    expect(stderr).to.include('Name a command.');
  });
});
