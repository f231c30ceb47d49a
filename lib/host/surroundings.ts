import { openOutbox } from '../delivery/open-outbox.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { HostSettings } from '../settings/host-settings.ts';
import type { Resolution } from '../settings/resolve-settings.ts';
import { secretValuesOf } from '../settings/secret-values.ts';
import { createDefaultLogger } from '../telemetry/logger.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { loadTracing } from '../telemetry/load-tracing.ts';
import { RepeatedLines } from '../telemetry/repeated-lines.ts';
import type { Tracing } from '../telemetry/tracing.ts';
import type { WorkerAbc } from '../worker/worker-abc.ts';
import { resolveLayers } from './resolve-layers.ts';
import { version } from './version.ts';
import type { WorkerHostOptions } from './worker-host-options.ts';

/** What a host is made in. */
export interface Surroundings {
  readonly settings: Resolution;
  /** For what the host says: repeated lines are counted. */
  readonly logger: RepeatedLines;
  /** For what tasks say. */
  readonly taskLogger: Logger;
  /** null = no tracer provider is registered. */
  readonly tracing: Tracing | null;
  readonly outbox: Outbox | null;
}

/**
 * @throws SettingsError naming every bad setting; OutboxError, OutboxHeldError when the outbox
 *   can't be opened.
 */
export async function openSurroundings(
  workers: readonly WorkerAbc[],
  options: WorkerHostOptions,
): Promise<Surroundings> {
  const settings = resolveLayers(workers, options);
  const taskLogger = options.logger ?? defaultLogger(settings);
  const logger = new RepeatedLines(taskLogger);
  for (const warning of settings.warnings) logger.warn(warning);
  const tracing = await loadTracing(version, logger);
  const outbox = await openOutboxOf(settings.host, options, logger);
  return { settings, logger, taskLogger, tracing, outbox };
}

/** A library is quiet, unless a setting says otherwise. */
function defaultLogger({ host, hostOrigins }: Resolution): Logger {
  const isSet = (key: string): boolean => hostOrigins[key]?.origin !== 'default';
  return createDefaultLogger(secretValuesOf(host), {
    ...(isSet('log_level') && { level: host.logLevel }),
    ...(isSet('log_format') && { format: host.logFormat }),
  });
}

/** The default directory is named after the engine's address, which a source of the user's own need not have. */
function openOutboxOf(
  settings: HostSettings,
  { source }: WorkerHostOptions,
  logger: Logger,
): Promise<Outbox | null> {
  if (source !== undefined && settings.outboxDir === null) return Promise.resolve(null);
  return openOutbox(settings, (notice) => logger.warn(notice));
}
