import type { Resolution } from '../settings/resolve-settings.ts';
import type { ResolvedWorker } from '../settings/resolve-workers.ts';
import type { Setting } from '../settings/setting.ts';
import type { Logger } from '../telemetry/logger-interface.ts';
import { placeOf, type ShownSetting, showSetting, valueText } from './show-setting.ts';

/** Settings that are told of every worker, default or not. */
const facts = ['domain', 'threads', 'concurrency', 'polling_interval', 'isolation'];

/** Logs a line per worker and task name: what it runs with, and where that comes from. As text for people, else as fields. */
export function logWorkers({ host, workers }: Resolution, logger: Logger, pretty: boolean): void {
  for (const worker of workers) {
    if (pretty) logger.info(sentence(worker, host.serverUrl));
    else logger.info(fields(worker), verb(worker, 'worker is paused', 'worker is polling'));
  }
}

function sentence(worker: ResolvedWorker, engine: string): string {
  const settings = Object.entries(worker.origins)
    .filter(([key, { origin }]) => facts.includes(key) || origin !== 'default')
    .map(([key, setting]) => `${key}=${valueText(key, setting.value)}${place(setting)}`);
  return `${worker.name} ${verb(worker, 'is paused for', 'polls')} ${engine}  ${settings.join(' ')}`;
}

function place(setting: Setting<unknown>): string {
  return setting.origin === 'default' ? '' : ` (${placeOf(setting)})`;
}

function fields({ name, settings, origins }: ResolvedWorker): object {
  const chosen: Record<string, ShownSetting> = {};
  for (const [key, setting] of Object.entries(origins)) {
    if (setting.origin !== 'default') chosen[key] = showSetting(setting);
  }
  const { domain, threads, concurrency, pollingInterval, isolation } = settings;
  const banner = { worker: name, domain, threads, concurrency, pollingInterval, isolation };
  return { ...banner, settings: chosen };
}

function verb<T>({ settings }: ResolvedWorker, paused: T, polling: T): T {
  return settings.paused ? paused : polling;
}
