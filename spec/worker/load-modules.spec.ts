import { dirname } from 'node:path';
import { expect } from 'chai';
import { ModuleError } from '../../lib/errors/module-error.ts';
import { loadWorkers } from '../../lib/worker/load-modules.ts';
import { moduleOf, namesOf } from '../../lib/worker/worker-abc.ts';
import { broken, fixture, sourceFixture } from '../support/fixture-path.ts';

async function namesIn(file: string): Promise<string[]> {
  return (await loadWorkers(file)).flatMap(namesOf).sort();
}

async function problemOf(file: string): Promise<string> {
  try {
    await loadWorkers(file);
  } catch (error) {
    expect(error).to.be.instanceOf(ModuleError);
    expect((error as ModuleError).file).to.equal(file);
    return (error as ModuleError).message;
  }
  throw new Error(`${file} was loaded`);
}

describe('loadWorkers', () => {
  for (const extension of ['js', 'mjs', 'cjs']) {
    it(`loads a .${extension} module`, async () => {
      expect(await namesIn(fixture(`plain.${extension}`))).to.deep.equal([`plain_${extension}`]);
    });
  }

  for (const extension of ['ts', 'mts', 'cts']) {
    it(`loads a .${extension} module`, async () => {
      expect(await namesIn(sourceFixture(`workers.${extension}`))).to.deep.equal([
        `task_${extension}`,
      ]);
    });
  }

  it('takes instances, arrays and classes, by name or default, each once', async () => {
    const names = await namesIn(fixture('many-exports.ts'));
    expect(names).to.deep.equal(['deep', 'in_list', 'of_class', 'of_instance']);
  });

  it('unwraps the default of a module compiled to CommonJS', async () => {
    expect(await namesIn(fixture('compiled-default.cjs'))).to.deep.equal(['compiled']);
  });

  it('tells the workers which module a thread is to import', async () => {
    const [worker] = await loadWorkers(fixture('workers.ts'));
    expect(moduleOf(worker!)).to.equal(fixture('workers.ts'));
  });

  it('takes the workers of a host that the module starts, and does not run on after its start', async () => {
    expect(await namesIn(fixture('one-file.ts'))).to.deep.equal(['one_file']);
    expect(globalThis).not.to.have.property('oneFileRanOn');
  });

  it('takes the workers of a host whose start is not awaited', async () => {
    expect(await namesIn(fixture('one-file-not-awaited.ts'))).to.deep.equal(['not_awaited']);
  });

  it('says that a file is not there', async () => {
    expect(await problemOf(fixture('nowhere.ts'))).to.equal(
      `${fixture('nowhere.ts')}: no such file.`,
    );
  });

  it('says that a folder is no module', async () => {
    const folder = dirname(fixture('workers.ts'));
    expect(await problemOf(folder)).to.include('not a module');
  });

  it('says in which line of JavaScript the syntax is wrong', async () => {
    const problem = await problemOf(broken('syntax.mjs'));
    expect(problem).to.match(/syntax\.mjs:2: SyntaxError: /);
  });

  it('says in which line of TypeScript the syntax is wrong', async () => {
    expect(await problemOf(broken('syntax.ts'))).to.match(/syntax\.ts:2/);
  });

  it('says where a module throws, and what', async () => {
    expect(await problemOf(sourceFixture('throws.ts'))).to.match(
      /throws\.ts:3: Error: no database$/,
    );
  });

  it('names the import that is missing', async () => {
    expect(await problemOf(sourceFixture('missing-import.ts'))).to.include('not-there.ts');
  });

  it('lists what a module without workers exports, and what it forgot to export', async () => {
    const problem = await problemOf(fixture('no-workers.ts'));
    expect(problem).to.include('It exports answer, helper');
    expect(problem).to.include('makes workers for forgotten, but does not export them');
  });

  it('says that a module exports nothing', async () => {
    expect(await problemOf(fixture('empty.ts'))).to.include('It exports nothing');
  });

  it('says what a class without a task name lacks', async () => {
    expect(await problemOf(fixture('nameless-class.ts'))).to.include(
      "class Nameless has no task name when made without arguments. Export an instance (new Nameless('task_name'))",
    );
  });

  it('says that a class needs arguments', async () => {
    expect(await problemOf(fixture('picky-class.ts'))).to.include(
      "class Picky can't be made without arguments",
    );
  });
});
