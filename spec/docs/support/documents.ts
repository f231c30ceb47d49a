import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/project.ts';

export interface CodeBlock {
  /** Document and line, for the title of a test. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

/** Every document for users, by its path from the root. */
export function documents(): string[] {
  const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...pages.map((name) => `docs/${name}`)];
}

export function read(document: string): string {
  return readFileSync(join(root, document), 'utf8');
}

export function codeBlocks(document: string): CodeBlock[] {
  const text = read(document);
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(
    ({ 1: language = '', 2: code = '', index }) => ({
      place: `${document}:${text.slice(0, index).split('\n').length}`,
      language,
      text: code,
    }),
  );
}

/** The document without its code, in which nothing is a link. */
export function prose(document: string): string {
  return read(document)
    .replace(/^```.*?^```$/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}
