import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { expect } from 'chai';
import { resolveSettings } from '../../lib/settings/resolve-settings.ts';
import { loadWorkers } from '../../lib/worker/load-modules.ts';
import { nodeArguments } from '../support/project.ts';
import { codeBlocks, documents, type CodeBlock } from './support/documents.ts';
import { SnippetFolder, workersFile } from './support/snippet-folder.ts';
import { typeErrors } from './support/type-check.ts';

const blocks = documents().flatMap(codeBlocks);
const programs = blocks.filter(({ text }) => /(from|require\() ?'worker-host/.test(text));
const tests = programs.filter(({ text }) => text.includes("'worker-host/testing'"));
const workers = programs.filter((block) => !tests.includes(block));

describe('the code in the documents', () => {
  let folder: SnippetFolder;
  const files = new Map<CodeBlock, string>();

  before(() => {
    folder = new SnippetFolder();
    programs.forEach((block, index) =>
      files.set(block, folder.write(`snippet-${index}${extensionOf(block)}`, block.text)),
    );
  });

  after(() => folder.remove());

  const fileOf = (block: CodeBlock): string => files.get(block) ?? '';

  it('fits the types of the package', () => {
    const strict = programs.filter(({ language }) => language === 'ts').map(fileOf);
    const loose = programs.filter(({ language }) => language === 'js').map(fileOf);
    expect(strict, 'TypeScript snippets').not.to.be.empty;
    expect(loose, 'JavaScript snippets').not.to.be.empty;
    expect([
      ...typeErrors(strict, { strict: true }),
      ...typeErrors(loose, { strict: false }),
    ]).to.deep.equal([]);
  }).timeout(60_000);

  for (const block of workers) {
    it(`makes workers in ${block.place}`, async () => {
      expect(await loadWorkers(fileOf(block))).not.to.be.empty;
    });
  }

  for (const block of tests) {
    it(`runs to its end in ${block.place}`, () => {
      const greet = codeBlocks('docs/getting-started.md').find(({ language }) => language === 'js');
      folder.write(workersFile, greet?.text ?? '');
      folder.write(basename(fileOf(block)), block.text.replace('workers.mjs', workersFile));
      const { status, stderr } = spawnSync(process.execPath, [...nodeArguments, fileOf(block)], {
        cwd: folder.path,
        encoding: 'utf8',
        timeout: 20_000,
      });
      expect(status, stderr).to.equal(0);
    }).timeout(25_000);
  }

  for (const block of blocks.filter(({ language }) => language === 'ini')) {
    it(`is a valid worker.ini in ${block.place}`, () => {
      const resolved = resolveSettings({
        flags: {},
        env: {},
        file: { path: 'worker.ini', text: block.text },
        workers: [{ names: ['greet'], label: 'Greet', options: {} }],
        hostname: 'here',
      });
      expect(resolved.warnings).to.deep.equal([]);
    });
  }

  for (const block of blocks.filter(({ language }) => language === 'json')) {
    it(`is JSON in ${block.place}`, () => {
      expect(JSON.parse(block.text)).to.be.an('object');
    });
  }
});

function extensionOf({ language, text }: CodeBlock): string {
  if (language === 'ts') return '.ts';
  return text.includes('require(') ? '.cjs' : '.mjs';
}
