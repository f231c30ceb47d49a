import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extension, root, runningFile } from '../../support/project.ts';

/**
 * What a program calls its module of workers. Where the package is TypeScript, so is this: only such
 * a module makes a thread read it.
 */
export const workersFile = extension === '.ts' ? 'workers.ts' : 'workers.mjs';

/** A project of a user's, in which `worker-host` is this project. */
export class SnippetFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'worker-host-docs-'));

  constructor() {
    const installed = join(this.path, 'node_modules', 'worker-host');
    mkdirSync(installed, { recursive: true });
    const entry = (name: string) => ({
      types: `./types/${name}.ts`,
      default: `./code/${name}${extension}`,
    });
    const exports = { '.': entry('index'), './testing': entry('testing/index') };
    writeFileSync(
      join(installed, 'package.json'),
      JSON.stringify({ name: 'worker-host', type: 'module', exports }),
    );
    symlinkSync(join(root, 'lib'), join(installed, 'types'));
    symlinkSync(runningFile('lib'), join(installed, 'code'));
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
