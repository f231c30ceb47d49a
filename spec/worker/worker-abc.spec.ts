import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { ModuleError } from '../../lib/errors/module-error.ts';
import { NonRetryableError } from '../../lib/errors/non-retryable-error.ts';
import { WorkerHostError } from '../../lib/errors/worker-host-error.ts';
import type * as api from '../../lib/index.ts';
import { TaskResult } from '../../lib/task/task-result.ts';
import { defineWorker } from '../../lib/worker/define-worker.ts';
import { namesOf, WorkerAbc } from '../../lib/worker/worker-abc.ts';
import { extension, runningFile } from '../support/project.ts';

const task = {
  taskId: 't',
  workflowInstanceId: 'w',
  taskDefName: 'a',
  taskType: 'a',
  inputData: {},
};

class Sample extends WorkerAbc {
  override execute(): void {
    return undefined;
  }
}

describe('a worker', () => {
  it('takes a name, a list of names, or options', () => {
    expect(namesOf(new Sample('a'))).to.deep.equal(['a']);
    expect(namesOf(new Sample(['a', 'b']))).to.deep.equal(['a', 'b']);
    expect(namesOf(new Sample({ taskDefinitionName: ['a', 'b'] }))).to.deep.equal(['a', 'b']);
    expect(namesOf(new Sample())).to.deep.equal([]);
    const full = new Sample({ domain: 'nice', pollingInterval: 500, workerId: 'me', paused: true });
    expect(full.getDomain()).to.equal('nice');
    expect(full.getPollingIntervalInSeconds()).to.equal(0.5);
    expect(full.getIdentity()).to.equal('me');
    expect(full.paused()).to.equal(true);
  });

  it('is asked by its methods, which a subclass may override', () => {
    class Own extends Sample {
      override getTaskDefinitionName(): string {
        return 'own';
      }
    }
    expect(namesOf(new Own({ taskDefinitionName: 'option' }))).to.deep.equal(['own']);
  });

  it('may be a plain function, called with the worker as this', () => {
    const worker = defineWorker(
      'f',
      function (given) {
        return this.getTaskResultFromTask(given);
      },
      { concurrency: 5, domain: 'd' },
    );
    expect(worker.options).to.deep.equal({ taskDefinitionName: 'f', concurrency: 5, domain: 'd' });
    expect(worker.execute(task, {} as never)).to.be.instanceOf(TaskResult);
  });

  it('is an instance of its own classes only', () => {
    class Other extends Sample {}
    const worker: unknown = new Sample('a');
    expect(worker instanceof WorkerAbc).to.equal(true);
    expect(worker instanceof Other).to.equal(false);
    expect({} instanceof WorkerAbc).to.equal(false);
  });
});

describe('two copies of the package', () => {
  let folder: string;
  let copy: typeof api;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-host-copy-'));
    for (const part of ['errors', 'task', 'worker']) {
      await cp(runningFile(`lib/${part}`), join(folder, part), { recursive: true });
    }
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const index = join(folder, `index${extension}`);
    const modules = [
      './errors/non-retryable-error',
      './errors/worker-host-error',
      './errors/module-error',
      './task/task-result',
      './worker/worker-abc',
      './worker/define-worker',
    ];
    await writeFile(
      index,
      modules.map((name) => `export * from '${name}${extension}';\n`).join(''),
    );
    copy = (await import(pathToFileURL(index).href)) as typeof copy;
  });

  after(() => rm(folder, { recursive: true }));

  it('know the workers and results of each other', () => {
    expect(copy.WorkerAbc).to.not.equal(WorkerAbc);
    const worker = copy.defineWorker('far', () => ({}));
    expect(worker instanceof WorkerAbc).to.equal(true);
    expect(worker.getTaskResultFromTask(task) instanceof TaskResult).to.equal(true);
  });

  it('know the errors of each other, by their class and the base', () => {
    const error: unknown = new copy.NonRetryableError('no');
    expect(error instanceof NonRetryableError).to.equal(true);
    expect(error instanceof WorkerHostError).to.equal(true);
    expect(error instanceof ModuleError).to.equal(false);
  });
});
