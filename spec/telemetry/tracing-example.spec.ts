import { execFile } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { root } from '../docs/support/documents.ts';
import { readExample } from '../examples/support/example-files.ts';
import { SnippetFolder } from '../docs/support/snippet-folder.ts';

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
    // As TypeScript, since the package is TypeScript here, which only such a module makes a thread read.
    folder.write('workers.ts', readExample('opentelemetry/workers.mjs'));
    folder.write(
      'run.mjs',
      readExample('opentelemetry/run.mjs').replace('workers.mjs', 'workers.ts'),
    );
    folder.write('tracing.mjs', readExample('opentelemetry/tracing.mjs'));
    const sdk = join('node_modules', '@opentelemetry');
    symlinkSync(join(root, sdk), join(folder.path, sdk));
    const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', tsx, 'run.mjs'], {
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
