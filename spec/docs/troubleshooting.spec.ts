import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { root } from '../support/project.ts';
import { read } from './support/documents.ts';

/** All texts of the package, those of several lines joined, white space made one. */
function sources(): string {
  return readdirSync(join(root, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(root, 'lib', name), 'utf8'))
    .join('\n')
    .replaceAll(/['`"]\s*\+\s*['`"]/g, '')
    .replaceAll(/\s+/g, ' ');
}

describe('the page for trouble', () => {
  it('quotes messages that there are', () => {
    const quoted = [...read('docs/troubleshooting.md').matchAll(/^\| `([^`]+)`/gm)];
    expect(quoted).to.have.length.above(20);
    const text = sources();
    for (const { 1: message = '' } of quoted) {
      for (const part of message.split('…')) expect(text).to.include(part.trim());
    }
  });
});
