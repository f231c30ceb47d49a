import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { conductorVersion, engineCacheDirectory } from './engine-cache.ts';
import { MissingToolError } from './missing-tool-error.ts';
import { runCommand } from './run-command.ts';

const artifact = `org.conductoross:conductor-server:${conductorVersion}:jar:boot`;
const fileName = `conductor-server-${conductorVersion}-boot.jar`;
const downloadLimitMs = 15 * 60_000;

/**
 * The path of the server's boot jar, downloaded with Maven (460 MB) when the cache lacks it.
 * It is moved into place whole, so a download that was cut off is never taken for the jar.
 */
export async function conductorJar(say: (line: string) => void): Promise<string> {
  const cache = engineCacheDirectory();
  const jar = join(cache, fileName);
  if (existsSync(jar)) return jar;

  say(`downloading ${artifact} with Maven into ${cache} (460 MB, once)`);
  await mkdir(cache, { recursive: true });
  const part = await mkdtemp(join(cache, 'download-'));
  try {
    await download(part);
    await rename(join(part, fileName), jar);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return jar;
}

async function download(directory: string): Promise<void> {
  const { code, output, startError } = await runCommand(
    'mvn',
    ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${directory}`],
    downloadLimitMs,
  );
  if (startError) {
    throw new MissingToolError(
      `Maven downloads the Conductor server, but "mvn" could not be run (${startError.message}). ` +
        `Install Maven (apt-get install maven, brew install maven), or put ${fileName} into ` +
        `${engineCacheDirectory()} yourself.`,
    );
  }
  if (code !== 0) {
    throw new Error(`Maven could not download ${artifact} (exit code ${code}):\n${output.trim()}`);
  }
}
