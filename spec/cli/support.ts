import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runningFile } from '../support/project.ts';

/** Absolute path of a module of workers beside these specs. */
export function workersOf(name: string): string {
  return runningFile(`spec/cli/fixtures/${name}.ts`);
}

/** A working directory of its own, with these files in it. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'worker-host-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.path, name), text);
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
