import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './documents.ts';

/** A project of a user's, in which `worker-host` is this source tree. */
export class SnippetFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'worker-host-docs-'));

  constructor() {
    const installed = join(this.path, 'node_modules', 'worker-host');
    mkdirSync(installed, { recursive: true });
    const exports = { '.': './lib/index.ts', './testing': './lib/testing/index.ts' };
    writeFileSync(
      join(installed, 'package.json'),
      JSON.stringify({ name: 'worker-host', type: 'module', exports }),
    );
    symlinkSync(join(root, 'lib'), join(installed, 'lib'));
    symlinkSync(join(root, 'node_modules', '@types'), join(this.path, 'node_modules', '@types'));
    this.write('package.json', '{ "type": "module" }');
  }

  /** @returns the absolute path. */
  write(name: string, text: string): string {
    const file = join(this.path, name);
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}
