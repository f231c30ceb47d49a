import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Sources and specs as plain JavaScript in `build/`, laid out as in the project: processes and threads
 * come up three times as fast as with a loader. Types are not looked at here (`npm run types` does).
 */
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const build = join(root, 'build');
const require = createRequire(import.meta.url);
// The compiler that tsx brings along and runs on.
const esbuild = createRequire(require.resolve('tsx'))('esbuild');

rmSync(build, { recursive: true, force: true });

// Of the bench, the parts that specs look at.
const compiled = ['lib', 'spec', 'scripts', 'bench/report', 'bench/support'];
const filesIn = (folder) =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
const isCompiled = (file) => file.endsWith('.ts') && !file.includes(join('fixtures', 'broken'));

/** Each module stays a file of its own: what it imports stays an import, of the compiled file. */
const filesApart = {
  name: 'files-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ kind, path }) =>
      kind === 'entry-point'
        ? null
        : { external: true, path: path.replace(/^(\.{1,2}\/.*)\.ts$/, '$1.js') },
    ),
};

await esbuild.build({
  entryPoints: compiled.flatMap(filesIn).filter(isCompiled),
  outbase: root,
  outdir: build,
  bundle: true,
  plugins: [filesApart],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  treeShaking: false,
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
});

// Next to them what is read or imported as it is: the page of the status server, fixtures in JavaScript.
for (const file of ['lib', 'spec'].flatMap(filesIn).filter((file) => !isCompiled(file))) {
  const copy = join(build, relative(root, file));
  mkdirSync(dirname(copy), { recursive: true });
  if (!/\.[mc]?js$/.test(file)) cpSync(file, copy);
  else writeFileSync(copy, readFileSync(file, 'utf8').replace(/(\.\.?\/[\w/-]+)\.ts'/g, "$1.js'"));
}
cpSync(join(root, 'package.json'), join(build, 'package.json'));
