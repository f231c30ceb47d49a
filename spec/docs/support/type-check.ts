import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../../support/project.ts';

/** The files of packages that were read so far: the same for every program, and most of the work. */
const declarations = new Map<string, ts.SourceFile | undefined>();

function hostOf(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, ...how) => {
    if (!file.includes('/node_modules/')) return read(file, ...how);
    if (!declarations.has(file)) declarations.set(file, read(file, ...how));
    return declarations.get(file);
  };
  return host;
}

/** What the compiler has to say of these files. JavaScript is checked as far as its types are known. */
export function typeErrors(files: readonly string[], options: { strict: boolean }): string[] {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2023,
    lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
    strict: options.strict,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
  };
  const program = ts.createProgram(files, compilerOptions, hostOf(compilerOptions));
  return files
    .flatMap((file) => program.getSourceFile(file) ?? [])
    .flatMap((source) => [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ])
    .map(({ messageText, file, start = 0 }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
      return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}
