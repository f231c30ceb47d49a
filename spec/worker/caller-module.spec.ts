import { createRequire } from 'node:module';
import { expect } from 'chai';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { defineWorker } from '../../lib/worker/define-worker.ts';
import { moduleOf, namesOf, type WorkerAbc } from '../../lib/worker/worker-abc.ts';
import { runningFile } from '../support/project.ts';

const path = (name: string): string => runningFile(`spec/fixtures/workers/made-by/${name}`);

describe('the module that a worker was made by', () => {
  it('is the one at whose top level it was made, whatever function in whatever file made it', async () => {
    const exports = (await import(pathToFileURL(path('esm.ts')).href)) as Record<string, unknown>;
    const workers = Object.values(exports).flat() as WorkerAbc[];
    const found = workers.map((worker) => [...namesOf(worker), moduleOf(worker)]);
    expect(found.map(([name]) => name)).to.have.length(8);
    for (const [name, module] of found) expect(module, name).to.equal(path('esm.ts'));
  });

  it('is the CommonJS file that makes it, not the one that requires that', () => {
    const slot = Symbol.for('spec.make-worker');
    const globals = globalThis as unknown as Record<symbol, unknown>;
    globals[slot] = { makeWorker: (name: string) => defineWorker(name, () => ({})) };
    try {
      const { inner } = createRequire(import.meta.url)(path('outer.cjs')) as { inner: WorkerAbc[] };
      expect(inner.map(moduleOf)).to.deep.equal([path('inner.cjs')]);
    } finally {
      Reflect.deleteProperty(globals, slot);
    }
  });

  it('is the file of the code that makes it later, in a function', () => {
    expect(moduleOf(defineWorker('later', () => ({})))).to.equal(fileURLToPath(import.meta.url));
  });
});
