import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import { readLayers } from '../../lib/settings/read-layers.ts';
import { resolveSettings } from '../../lib/settings/resolve-settings.ts';

const MB = 1024 * 1024;
/** So much that what takes more than linear time does not end. */
const size = 4 * MB;
const repeated = (text: string) => text.repeat(Math.ceil(size / text.length));
const numbered = (line: (index: number) => string, count: number) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** Root may read everything: runs `action` as a user who may not. */
function asNobody<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(65_534);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}

describe('a settings file that is none', () => {
  let cwd: string;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), 'malformed-'));
  });
  afterEach(() => rmSync(cwd, { recursive: true }));

  const path = () => join(cwd, 'worker.ini');
  /** What is wrong with the file; empty when it was read. */
  const problems = (): readonly string[] => {
    try {
      resolveSettings({
        ...readLayers({ cwd, env: {} }),
        workers: [{ names: ['task_1', '__proto__'], label: 'Sample', options: {} }],
        hostname: 'here',
      });
      return [];
    } catch (error) {
      if (error instanceof SettingsError) return error.problems;
      throw error;
    }
  };

  it('is named by its path when it is a directory', () => {
    mkdirSync(path());
    expect(problems()).to.have.length(1);
    expect(problems()[0]).to.contain(path()).and.contain('directory');
  });

  it('is named by its path when nobody may read it', () => {
    writeFileSync(path(), '[DEFAULT]\n');
    chmodSync(path(), 0);
    chmodSync(cwd, 0o755);
    const found = asNobody(problems);
    expect(found).to.have.length(1);
    expect(found[0]).to.contain(path()).and.contain('permission');
  });

  it('is refused by line or read, whatever bytes are in it', () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const almost = fc
      .tuple(fc.constantFrom('[task_1]\n', '[__proto__]\n', '[worker-host]\n"', ''), bytes)
      .map(([head, tail]) => Buffer.concat([Buffer.from(head), tail]));
    fc.assert(
      fc.property(fc.oneof(bytes, almost), (content) => {
        writeFileSync(path(), content);
        for (const problem of problems()) expect(problem).to.match(/^worker\.ini:\d+: [^\n]*$/);
      }),
      { numRuns: 150 },
    );
  });

  for (const [name, text] of [
    ['zeros', () => '\0'.repeat(size)],
    ['one word', () => 'x'.repeat(size)],
    ['words', () => repeated('x\n')],
    ['quotes', () => `[task_1]\ndomain = ${repeated('" ')}`],
    ['an open quote', () => `[task_1]\ndomain = "${repeated('\\')}`],
    ['spaces', () => `[task_1]\ndomain = a${' '.repeat(size)}b`],
    ['brackets', () => repeated('[')],
    ['long section names', () => repeated(`[${'] '.repeat(30_000)}]\n`)],
    [
      'unknown keys',
      () => `[task_1]\n${numbered((index) => `polling_interva${index} = 1\n`, 100_000)}`,
    ],
    ['sections', () => numbered((index) => `[task_${index}]\nthreads = 2\n`, 100_000)],
    ['comments', () => repeated('# comment\n')],
    ['a section name', () => `[${'x'.repeat(size)}]\nthreads = 2`],
    ['a bad value', () => `[task_1]\nthreads = ${'9'.repeat(size)}`],
  ] as const) {
    it(`is done with in time when it is full of ${name}`, () => {
      writeFileSync(path(), text());
      const found = problems();
      expect(found.length).to.be.lessThan(1100);
      for (const problem of found) expect(problem.length).to.be.lessThan(500);
    });
  }

  it('is said to be one when it has too many problems to list', () => {
    writeFileSync(path(), 'x\n'.repeat(5000));
    expect(problems()).to.have.length(1001);
    expect(problems().at(-1)).to.contain('no more are shown');
  });

  for (const [name, text, expected] of [
    [
      'a NUL byte in a value',
      '[task_1]\nthreads = 1\0',
      /^worker\.ini:2: threads = "1\\u0000" is not/,
    ],
    ['an open quote', '[task_1]\nthreads = "2', /^worker\.ini:2: threads = "2 is not/],
    [
      'a bad key of __proto__',
      '[__proto__]\n__proto__ = 2',
      /^worker\.ini:2: __proto__ is no setting/,
    ],
  ] as const) {
    it(`is refused by line for ${name}`, () => {
      writeFileSync(path(), text);
      expect(problems()).to.have.length(1);
      expect(problems()[0]).to.match(expected);
    });
  }
});
