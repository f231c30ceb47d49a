import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildServer } from './child-server.ts';
import { commonFlags, redisFlags, sqliteFlags } from './conductor-flags.ts';
import { conductorJar } from './conductor-jar.ts';
import { startConductorProcess } from './conductor-process.ts';
import { fastStart } from './fast-start.ts';
import { findJava } from './find-java.ts';
import { freePort } from './free-port.ts';
import { redisBinary } from './redis-binary.ts';
import { startRedisProcess } from './redis-process.ts';

/** What stands behind the server; SQLite queues hold a batch poll until it is full, Redis ones don't. */
export type EngineFlavour = 'sqlite' | 'redis';

export interface EngineOptions {
  readonly flavour: EngineFlavour;
  /** Any free port by default. */
  readonly port?: number;
  /** Takes one line per step that may last. Default: stderr. */
  readonly say?: (line: string) => void;
}

export interface RunningEngine {
  /** The base of the API, `http://127.0.0.1:<port>/api`. */
  readonly url: string;
  readonly flavour: EngineFlavour;
  readonly logFile: string;
  /** Stops what was started and removes its directory; `keepFiles` leaves the logs for reading. */
  stop(options?: { readonly keepFiles?: boolean }): Promise<void>;
}

/**
 * Starts a real Conductor OSS server with fresh data in a directory of its own.
 *
 * @throws MissingToolError when Java, Maven or Redis is missing; Error with the end of the server's
 * log when it does not come up.
 */
export async function startEngine(options: EngineOptions): Promise<RunningEngine> {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const program = await fastStart(await findJava(), await conductorJar(say), say);
  const redis = options.flavour === 'redis' ? await redisBinary(say) : null;

  const directory = await mkdtemp(join(tmpdir(), 'worker-host-engine-'));
  const servers: ChildServer[] = [];
  const stop: RunningEngine['stop'] = async ({ keepFiles = false } = {}) => {
    for (const server of servers.splice(0).reverse()) await server.stop();
    if (!keepFiles) await rm(directory, { recursive: true, force: true });
  };
  try {
    const flags = sqliteFlags();
    if (redis !== null) {
      const redisPort = await freePort();
      servers.push(await startRedisProcess(redis, directory, redisPort));
      flags.splice(0, flags.length, ...redisFlags(redisPort));
    }
    const port = options.port ?? (await freePort());
    const all = [...commonFlags(port), ...flags];
    servers.push(await startConductorProcess(program, all, directory, port));
    return {
      url: `http://127.0.0.1:${port}/api`,
      flavour: options.flavour,
      logFile: join(directory, 'conductor.log'),
      stop,
    };
  } catch (error) {
    await stop({ keepFiles: true });
    throw error;
  }
}
