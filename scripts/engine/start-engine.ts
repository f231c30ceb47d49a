import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildServer } from './child-server.ts';
import { commonFlags, redisFlags, sqliteFileFlags, sqliteFlags } from './conductor-flags.ts';
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
  /** SQLite in a file, so that the data outlive the server. Default false: in memory. */
  readonly durable?: boolean;
  /** Seconds between two looks of the server at one workflow; see `commonFlags`. */
  readonly sweepSeconds?: number;
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
  /** Ends the server with SIGKILL; Redis, if there is one, stays. */
  kill(): Promise<void>;
  /** Ends it with SIGTERM; Redis, if there is one, stays. */
  halt(): Promise<void>;
  /** Starts a server that was killed or halted again, on the same port and data. */
  restart(): Promise<void>;
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
  let redisServer: ChildServer | null = null;
  let server: ChildServer | null = null;
  const stop: RunningEngine['stop'] = async ({ keepFiles = false } = {}) => {
    await server?.stop();
    await redisServer?.stop();
    if (!keepFiles) await rm(directory, { recursive: true, force: true });
  };
  try {
    const flags = options.durable === true ? sqliteFileFlags() : sqliteFlags();
    if (redis !== null) {
      const redisPort = await freePort();
      redisServer = await startRedisProcess(redis, directory, redisPort);
      flags.splice(0, flags.length, ...redisFlags(redisPort));
    }
    const port = options.port ?? (await freePort());
    const all = [...commonFlags(port, options.sweepSeconds), ...flags];
    const start = (): Promise<ChildServer> => startConductorProcess(program, all, directory, port);
    server = await start();
    return {
      url: `http://127.0.0.1:${port}/api`,
      flavour: options.flavour,
      logFile: join(directory, 'conductor.log'),
      kill: async () => await server?.kill(),
      halt: async () => await server?.stop(),
      restart: async () => void (server = await start()),
      stop,
    };
  } catch (error) {
    await stop({ keepFiles: true });
    throw error;
  }
}
