import { expect } from 'chai';
import { problems, resolve, setting } from './resolve.ts';

describe('--set', () => {
  it('takes the longest known task name as the worker', () => {
    const { workers } = resolve({ names: ['a', 'a.b'], set: ['a.b.threads=2', 'a.threads=3'] });
    expect(workers.map(({ settings }) => settings.threads)).to.deep.equal([3, 2]);
  });

  it('keeps what follows the first equals sign', () => {
    expect(setting('domain', { set: ['task_1.domain=a=b'] }).value).to.equal('a=b');
  });

  it('takes an empty domain for none', () => {
    expect(setting('domain', { set: ['domain='], options: { domain: 'x' } })).to.deep.equal({
      value: null,
      origin: 'flag',
      from: '--set domain',
    });
  });

  it('counts the last of several', () => {
    expect(setting('threads', { set: ['threads=2', 'threads=3'] }).value).to.equal(3);
  });

  for (const [text, part] of [
    ['threads', 'no value'],
    ['thread=2', 'did you mean threads?'],
    ['task_1.pollinterval=2', 'did you mean poll_interval?'],
    ['task_2.threads=2', 'task_2'],
    ['threads=0', '--set threads = 0 is not'],
    ['', 'no value'],
    ['=', '--set'],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      const found = problems({ set: [text] });
      expect(found).to.have.length(1);
      expect(found[0]).to.contain(part);
    });
  }
});
