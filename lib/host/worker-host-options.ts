import type { HostSettings } from '../settings/host-settings.ts';
import type { TaskSource } from '../sources/task-source.ts';
import type { Logger } from '../telemetry/logger-interface.ts';

/**
 * What a host's constructor may say; every setting can be overridden by `worker.ini`, environment
 * and flags. Times in milliseconds.
 */
export interface WorkerHostOptions extends Partial<HostSettings> {
  /** The same as `serverUrl`, under its older name. */
  readonly serverApiUrl?: string;
  /** A pino logger, or anything with its methods. Default: warnings and errors as JSON lines on stderr. */
  readonly logger?: Logger;
  /**
   * An engine of your own; it has an outbox when `outboxDir` is set. Default: the Conductor server
   * at `serverUrl`.
   */
  readonly source?: TaskSource;
  /** Path of the settings file. Default: `WORKER_HOST_CONFIG`, else `./worker.ini` if it is there. */
  readonly config?: string;
  /** Read variables from this file too; those set already win. */
  readonly envFile?: string;
  /** The layer of a command line: settings by their key, and `--set` texts. */
  readonly flags?: {
    readonly host?: Readonly<Record<string, string>>;
    readonly set?: readonly string[];
  };
}
