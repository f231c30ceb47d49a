import { expect } from 'chai';
import { cli } from '../support/cli-process.ts';
import { fixture } from '../support/fixture-path.ts';

const module = fixture('runnable.ts');

function resultOf(stdout: string): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('worker-host run', () => {
  it("prints the result and nothing else on stdout; the worker's words go to stderr", async () => {
    const { code, stdout, stderr } = await cli(['run', module, 'echo', '--input', '{"a":1}']);
    expect(code).to.equal(0);
    expect(resultOf(stdout)).to.deep.equal({
      status: 'COMPLETED',
      outputData: { got: { a: 1 }, thread: 'echo' },
      logs: ['a line of the task log'],
    });
    expect(stderr).to.include('printed by the worker');
    expect(stderr).to.include('"answer":42');
  });

  it('prints the result on one line with --json', async () => {
    const { stdout } = await cli(['run', module, 'echo', '--json']);
    expect(stdout.trim().split('\n')).to.have.length(1);
  });

  it('reads the input from stdin', async () => {
    const { stdout } = await cli(['run', module, 'echo', '--input', '-'], { input: '{"b":[2]}' });
    expect(resultOf(stdout).outputData).to.deep.include({ got: { b: [2] } });
  });

  it('ends with 1 when the task fails, and says why', async () => {
    const { code, stdout } = await cli(['run', module, 'failing']);
    expect(code).to.equal(1);
    expect(resultOf(stdout)).to.include({
      status: 'FAILED',
      reasonForIncompletion: 'out of paper',
    });
  });

  it('tells a failure for good from one that may be tried again', async () => {
    const { code, stdout } = await cli(['run', module, 'hopeless']);
    expect(code).to.equal(1);
    expect(resultOf(stdout).status).to.equal('FAILED_WITH_TERMINAL_ERROR');
  });

  it('prints a result of megabytes in full before it ends', async () => {
    const { code, stdout } = await cli(['run', module, 'big', '--json']);
    expect(code).to.equal(0);
    expect(resultOf(stdout).outputData).to.have.property('text').with.lengthOf(3_000_000);
  });

  it('ends a task at its execution_timeout', async () => {
    const { code, stdout } = await cli(['run', module, 'slow', '--set', 'execution_timeout=200']);
    expect(code).to.equal(1);
    expect(resultOf(stdout).reasonForIncompletion).to.include('execution_timeout of 200 ms');
  });

  it('ends with 78 when the module has no such worker, and names those there are', async () => {
    const { code, stdout, stderr } = await cli(['run', module, 'ecko']);
    expect(code).to.equal(78);
    expect(stdout).to.equal('');
    expect(stderr).to.include('no worker for ecko; there are: big, echo, failing, hopeless, slow');
  });

  for (const [input, complaint] of [
    ['{', 'is not JSON'],
    ['[1]', 'it is an array'],
    ['@nowhere.json', "can't read nowhere.json"],
  ] as const) {
    it(`refuses the input ${input} with 2`, async () => {
      const { code, stderr } = await cli(['run', module, 'echo', '--input', input]);
      expect(code).to.equal(2);
      expect(stderr).to.include(complaint);
    });
  }
});
