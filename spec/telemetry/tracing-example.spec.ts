import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { nodeArguments, root } from '../support/project.ts';
import { readExample } from '../examples/support/example-files.ts';
import { SnippetFolder, workersFile } from '../docs/support/snippet-folder.ts';

interface PrintedSpan {
  readonly name: string;
  readonly thread: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string | null;
  readonly error?: string;
}

describe('examples/opentelemetry', () => {
  let folder: SnippetFolder;
  let spans: PrintedSpan[];

  before(async function () {
    this.timeout(30_000);
    folder = new SnippetFolder();
    folder.write(workersFile, readExample('opentelemetry/workers.mjs'));
    folder.write(
      'run.mjs',
      readExample('opentelemetry/run.mjs').replace('workers.mjs', workersFile),
    );
    folder.write('tracing.mjs', readExample('opentelemetry/tracing.mjs'));
    const sdk = join('node_modules', '@opentelemetry');
    symlinkSync(join(root, sdk), join(folder.path, sdk));
    const { stdout } = await promisify(execFile)(process.execPath, [...nodeArguments, 'run.mjs'], {
      cwd: folder.path,
      timeout: 25_000,
    });
    spans = stdout
      .split('\n')
      .filter((line) => line.includes('spanId'))
      .map((line) => JSON.parse(line) as PrintedSpan);
  });
  after(() => folder.remove());

  const named = (name: string): PrintedSpan => {
    const [span, ...more] = spans.filter((each) => each.name === name);
    expect(more, name).to.deep.equal([]);
    return span!;
  };

  it('makes one trace of an order', () => {
    expect(new Set(spans.map(({ traceId }) => traceId)).size).to.equal(1);
  });

  it('prints the spans that its README shows, each beneath its parent', () => {
    const parents = spans.map(({ name, parentId }) => [
      name,
      spans.find(({ spanId }) => spanId === parentId)?.name ?? null,
    ]);
    expect(Object.fromEntries(parents)).to.deep.equal({
      'place order': null,
      'process check_stock': 'place order',
      'look into the stock': 'process check_stock',
      reserve: 'look into the stock',
      'deliver check_stock': 'process check_stock',
      'process charge': 'place order',
      'deliver charge': 'process charge',
    });
  });

  it("makes the worker's spans in its thread, and those of tasks in the host", () => {
    expect(named('reserve').thread).to.be.above(0);
    expect(named('look into the stock').thread).to.equal(named('reserve').thread);
    expect(named('process check_stock').thread).to.equal(0);
  });

  it('tells which task failed', () => {
    expect(named('process charge').error).to.equal('failed-for-good');
    expect(named('process check_stock')).not.to.have.property('error');
  });
});
