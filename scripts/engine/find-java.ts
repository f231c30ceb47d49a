import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingToolError } from './missing-tool-error.ts';
import { runCommand } from './run-command.ts';

export interface Java {
  readonly command: string;
  /** The feature release: 21, 25, … */
  readonly release: number;
  /** The full version with its build; an AOT cache is good for exactly one of them. */
  readonly build: string;
}

const lowestRelease = 21;

/**
 * The first Java that can run the server: `JAVA_HOME`, then `java` on the path, then what the
 * usual install folders hold (a distribution's default is often older than what lies beside it).
 *
 * @throws MissingToolError naming every Java that was found and is too old.
 */
export async function findJava(env: NodeJS.ProcessEnv = process.env): Promise<Java> {
  const tooOld: string[] = [];
  for (const command of await candidates(env)) {
    const java = await probe(command);
    if (java && java.release >= lowestRelease) return java;
    if (java) tooOld.push(`${command} is ${java.build}`);
  }
  const found = tooOld.length === 0 ? 'none was found' : tooOld.join(', ');
  throw new MissingToolError(
    `The Conductor server needs Java ${lowestRelease} or newer, but ${found}. ` +
      `Install a JDK (Temurin 25, for example) and set JAVA_HOME to it.`,
  );
}

async function candidates(env: NodeJS.ProcessEnv): Promise<string[]> {
  const found = env.JAVA_HOME ? [join(env.JAVA_HOME, 'bin', 'java')] : [];
  found.push('java');
  for (const folder of ['/usr/lib/jvm', '/opt/java', '/Library/Java/JavaVirtualMachines']) {
    for (const name of await entriesOf(folder)) {
      found.push(join(folder, name, 'bin', 'java'));
      found.push(join(folder, name, 'Contents', 'Home', 'bin', 'java'));
    }
  }
  return found;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort().reverse();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function probe(command: string): Promise<Java | null> {
  const { code, output } = await runCommand(
    command,
    ['-XshowSettings:properties', '-version'],
    20_000,
  );
  const version = /^\s*java\.version = (\d+)/m.exec(output)?.[1];
  const build = /^\s*java\.vm\.version = (\S+)/m.exec(output)?.[1];
  if (code !== 0 || version === undefined || build === undefined) return null;
  return { command, release: Number(version), build };
}
