import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { commonFlags, sqliteFlags } from './conductor-flags.ts';
import { startConductorProcess } from './conductor-process.ts';
import type { ConductorProgram } from './conductor-program.ts';
import { engineCacheDirectory } from './engine-cache.ts';
import type { Java } from './find-java.ts';
import { freePort } from './free-port.ts';
import { runCommand } from './run-command.ts';

/** The first Java that makes an AOT cache in one go (JEP 514). */
const lowestRelease = 25;
/** The training run writes the cache after SIGTERM; that takes 12 s on a laptop. */
const writeLimitMs = 120_000;

/**
 * A program that starts in a third of the time: the jar taken apart, and an ahead-of-time cache of
 * its classes, made once per Java build by a training run (half a minute, 570 MB) and kept beside
 * the jar. With an older Java, with `WORKER_HOST_ENGINE_AOT=0`, or when the cache can't be made,
 * the boot jar as it is.
 */
export async function fastStart(
  java: Java,
  bootJar: string,
  say: (line: string) => void,
): Promise<ConductorProgram> {
  const plain = { java, jvmFlags: [], jar: bootJar };
  if (java.release < lowestRelease || process.env.WORKER_HOST_ENGINE_AOT === '0') return plain;
  try {
    const jar = await extractedJar(java, bootJar);
    const cache = join(engineCacheDirectory(), `classes-${java.build}.aot`);
    if (!existsSync(cache)) {
      say('making the class cache for fast starts (half a minute, once)');
      await train({ java, jvmFlags: [], jar }, cache);
    }
    return { java, jvmFlags: [`-XX:AOTCache=${cache}`], jar };
  } catch (error) {
    say(`no class cache, starting from the boot jar instead: ${String(error)}`);
    return plain;
  }
}

async function extractedJar(java: Java, bootJar: string): Promise<string> {
  const target = join(engineCacheDirectory(), 'app');
  const jar = join(target, basename(bootJar));
  if (existsSync(jar)) return jar;
  const part = await mkdtemp(join(engineCacheDirectory(), 'extract-'));
  try {
    const { code, output } = await runCommand(
      java.command,
      ['-Djarmode=tools', '-jar', bootJar, 'extract', '--force', '--destination', part],
      120_000,
    );
    if (code !== 0) throw new Error(`the jar could not be extracted:\n${output.trim()}`);
    await rename(part, target);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return jar;
}

async function train(program: ConductorProgram, cache: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'worker-host-engine-training-'));
  const part = `${cache}.${process.pid}`;
  try {
    const port = await freePort();
    const server = await startConductorProcess(
      { ...program, jvmFlags: [`-XX:AOTCacheOutput=${part}`] },
      [...commonFlags(port), ...sqliteFlags()],
      directory,
      port,
    );
    await server.stop(writeLimitMs);
    await rename(part, cache);
  } finally {
    await rm(directory, { recursive: true, force: true });
    await rm(part, { force: true });
  }
}
