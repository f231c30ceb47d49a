import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

// A file that was removed from lib/ must not live on in the package.
rmSync(join(root, 'dist'), { recursive: true, force: true });

const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (status !== 0) process.exit(status ?? 1);

// The page that the status server serves is written as browsers read it: nothing to compile.
const dashboard = join('status', 'dashboard');
cpSync(join(root, 'lib', dashboard), join(root, 'dist', dashboard), { recursive: true });

chmodSync(join(root, 'dist', 'cli', 'main.js'), 0o755);
