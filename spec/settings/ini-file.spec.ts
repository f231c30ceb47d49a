import { expect } from 'chai';
import fc from 'fast-check';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { resolve, problems, setting } from './resolve.ts';

const domain = (line: string) => setting('domain', { ini: `[task_1]\n${line}` }).value;

describe('worker.ini', () => {
  for (const [line, value] of [
    ['domain = nice', 'nice'],
    ['domain: nice', 'nice'],
    ['  DoMain=nice  ', 'nice'],
    ['domain = a#b;c', 'a#b;c'],
    ['domain = a #b', 'a'],
    ['domain = a\t; b', 'a'],
    ['domain = # none', null],
    ['domain = "nice"', 'nice'],
    ['domain = "a # b" # c', 'a # b'],
    ['domain = ""nice""', '"nice"'],
    ["domain = 'nice'", "'nice'"],
    ['domain = a\\nb\\', 'a\\nb\\'],
    ['domain = %(x)s 100%', '%(x)s 100%'],
    ['domain = true', 'true'],
    ['domain = null', 'null'],
    ['domain = a=b:c', 'a=b:c'],
    ['domain = http://x', 'http://x'],
    ['domain = a\u2028b', 'a\u2028b'],
    ['domain = überall', 'überall'],
  ] as const) {
    it(`reads ${JSON.stringify(line)}`, () => expect(domain(line)).to.equal(value));
  }

  for (const name of ['a.b', 'A-b c', '__proto__', 'constructor', 'a]b', "'q'", 'x # y', 'a\\.b']) {
    it(`takes the section name ${name} as it is`, () => {
      const given = { names: [name], ini: `[${name}] # comment\nthreads = 2` };
      expect(setting('threads', given).value).to.equal(2);
    });
  }

  it('reads CRLF and a byte order mark', () => {
    const given = { ini: '\uFEFF[task_1]\r\nthreads = 2\r\n' };
    expect(setting('threads', given)).to.include({ value: 2, from: 'worker.ini:2' });
  });

  it('lets no key reach the prototypes of objects', () => {
    const ini = '[__proto__]\npolluted = 1\n__proto__ = 1\n[other]\n__proto__ = 2';
    expect(resolve({ ini }).unusedSections).to.deep.equal(['__proto__', 'other']);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
  });

  it('may hold sections of tasks that are not here', () => {
    expect(resolve({ ini: '[elsewhere]\nwhatever = 1' }).unusedSections).to.deep.equal([
      'elsewhere',
    ]);
  });

  it('warns of a section that differs from a task name in case alone', () => {
    expect(resolve({ ini: '[Task_1]\nthreads = 2' }).warnings[0]).to.contain('[task_1]');
  });

  for (const [ini, where, part] of [
    ['[task_1]\njust words', 2, 'neither'],
    ['[task_1]\nthreads', 2, 'neither'],
    ['[task_1]\n= 5', 2, 'neither'],
    ['threads = 2\n[task_1]', 1, 'before the first section'],
    ['[task_1]\n[other]\n[task_1]', 3, 'line 1'],
    ['[task_1]\nthreads = 2\nTHREADS = 2', 3, 'line 2'],
    ['[task_1', 1, 'not a section'],
    ['[]', 1, 'not a section'],
    ['[task_1] words', 1, 'not a section'],
    ['[task_1]\npolling_intervall = 5', 2, 'did you mean polling_interval?'],
    ['[DEFAULT]\nserver_url = http://x', 2, '[worker-host]'],
    ['[worker-host]\nthreads = 2', 2, '[DEFAULT]'],
    ['[worker-host]\ndrain_timeot = 2', 2, 'did you mean drain_timeout?'],
  ] as const) {
    it(`refuses ${JSON.stringify(ini)}`, () => {
      const found = problems({ ini });
      expect(found).to.have.length(1);
      expect(found[0])
        .to.match(new RegExp(`^worker\\.ini:${where}: `))
        .and.contain(part);
    });
  }

  it('never breaks with anything but a SettingsError, whatever is in it', () => {
    const bits = [
      '[',
      ']',
      'task_1',
      '__proto__',
      '=',
      ':',
      '"',
      '#',
      ' ',
      '\n',
      '\r',
      '\\',
      '.',
      'threads',
      '\0',
      '\uFEFF',
      '\u2028',
    ];
    const soup = fc.array(fc.constantFrom(...bits), { maxLength: 60 }).map((each) => each.join(''));
    const bytes = fc
      .uint8Array({ maxLength: 200 })
      .map((each) => Buffer.from(each).toString('utf8'));
    fc.assert(
      fc.property(fc.oneof(soup, bytes, fc.string({ unit: 'binary' })), (ini) => {
        try {
          resolve({ ini });
        } catch (error) {
          expect(error).to.be.instanceOf(SettingsError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
