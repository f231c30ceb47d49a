import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findJava } from '../../scripts/engine/find-java.ts';
import { runCommand } from '../support/run-command.ts';
import type { Contender, PeerFound } from './contender.ts';
import { optionalPeer } from './optional-peer.ts';

const folder = fileURLToPath(new URL('../peers/java', import.meta.url));
const build = join(folder, 'target');

/** The Java SDK, with platform threads and with virtual ones. */
export function javaSdk(): Promise<PeerFound> {
  return optionalPeer('Java SDK', install);
}

async function install(): Promise<readonly Contender[]> {
  const { command, release } = await findJava();
  const classpath = `${join(build, 'classes')}:${join(build, 'lib', '*')}`;
  if (!existsSync(join(build, 'lib')))
    await runCommand(
      'mvn',
      ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=target/lib'],
      folder,
    );
  const compiler = command === 'java' ? 'javac' : join(dirname(command), 'javac');
  await runCommand(
    compiler,
    ['-nowarn', '-cp', 'target/lib/*', '-d', 'target/classes', 'Client.java'],
    folder,
  );
  const version = await versionOfPom();
  const variant = (threads: string, virtual: boolean): Contender => ({
    name: `Java SDK ${version} on Java ${release}, ${threads}`,
    command: {
      program: command,
      args: [`-Dbench.virtual=${virtual}`, '-cp', classpath, 'Client'],
    },
    tune: (work) => work,
  });
  return [variant('platform threads', false), variant('virtual threads', true)];
}

async function versionOfPom(): Promise<string> {
  const pom = await readFile(join(folder, 'pom.xml'), 'utf8');
  return /<artifactId>conductor-client<\/artifactId>\s*<version>([^<]+)/.exec(pom)?.[1] ?? '';
}
