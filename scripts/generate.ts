// Writes what is made of the schema of the settings. With --check it writes nothing, and exits
// with 1 when a file differs from what would be written.
import { existsSync, writeFileSync } from 'node:fs';
import { fromRoot, generatedFiles, readFromRoot } from './generated-files.ts';

const check = process.argv.includes('--check');
for (const { path, text } of await generatedFiles()) {
  if (existsSync(fromRoot(path)) && readFromRoot(path) === text) continue;
  if (check) {
    console.error(`${path} is not what the settings make of it; run: npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(fromRoot(path), text);
    console.log(`wrote ${path}`);
  }
}
