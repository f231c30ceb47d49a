import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseAllDocuments } from 'yaml';
import { root } from '../../support/project.ts';

/** @param path from `examples/` */
export function readExample(path: string): string {
  return readFileSync(join(root, 'examples', path), 'utf8');
}

/** The documents of a YAML file, which must be valid. */
export function yamlDocuments(path: string): unknown[] {
  const documents = parseAllDocuments(readExample(path));
  if (!Array.isArray(documents)) throw new Error(`${path} is empty`);
  return documents.map((document) => {
    expect([...document.errors, ...document.warnings].map(String), path).to.deep.equal([]);
    return document.toJS() as unknown;
  });
}
