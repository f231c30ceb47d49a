import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { commands } from '../../lib/cli/commands/index.ts';
import { ExitCode } from '../../lib/cli/exit-codes.ts';
import { root } from '../support/project.ts';
import { read } from './support/documents.ts';

describe('the reference pages', () => {
  it('list every error code', () => {
    const page = codesIn(read('docs/errors-and-events.md'));
    const source = codesIn(sources());
    const kinds = /type SourceErrorKind =(.*?);/s.exec(sources())?.[1] ?? '';
    const engine = [...kinds.matchAll(/'(\w+)'/g)].map(
      ({ 1: kind = '' }) => `ERR_WH_ENGINE_${kind.toUpperCase()}`,
    );
    expect(engine).not.to.be.empty;
    expect(page).to.have.members([...new Set([...source, ...engine])]);
  });

  it('list every event', () => {
    const events = readFileSync(join(root, 'lib/host/worker-host-events.ts'), 'utf8');
    const names = [...events.matchAll(/^ {2}'([a-z]+:[a-z-]+)':/gm)].map(({ 1: name }) => name);
    const page = read('docs/errors-and-events.md');
    const listed = [...page.matchAll(/^\| `([a-z]+:[a-z-]+)`/gm)].map(({ 1: name }) => name);
    expect(names).not.to.be.empty;
    expect(listed).to.have.members(names);
  });

  it('list every command and exit code', () => {
    const page = read('docs/cli.md');
    for (const { usage } of commands) expect(page).to.include(`\`worker-host ${usage}\``);
    for (const code of Object.values(ExitCode))
      expect(page).to.match(new RegExp(`^\\| ${code} `, 'm'));
  });
});

function sources(): string {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'lib', name), 'utf8'))
    .join('\n');
}

function codesIn(text: string): string[] {
  const codes = [...text.matchAll(/['`](ERR_WH_[A-Z_]*[A-Z])['`]/g)].map(
    ({ 1: code = '' }) => code,
  );
  return [...new Set(codes)];
}
