import { checkSections } from './file-sections.ts';
import type { HostSettings } from './host-settings.ts';
import type { SettingsLayers, WorkerDeclaration } from './layers.ts';
import type { Problems } from './problems.ts';
import { resolveHost } from './resolve-host.ts';
import { resolveWorkers, type ResolvedWorker } from './resolve-workers.ts';
import type { Setting } from './setting.ts';
import { openLayers } from './sources.ts';

export interface Resolution {
  readonly host: HostSettings;
  /** Every value of the host with its origin, by key; secrets masked. */
  readonly hostOrigins: Readonly<Record<string, Setting<unknown>>>;
  /** One per worker and task name, in the order of declaration. */
  readonly workers: readonly ResolvedWorker[];
  /** What works, but is hardly meant: one sentence each. */
  readonly warnings: readonly string[];
  /** Sections of the file that belong to no worker here. */
  readonly unusedSections: readonly string[];
}

/**
 * Makes the settings of a host and its workers of all layers: flag, environment, file,
 * constructor, default, the first that has a value.
 *
 * @throws SettingsError with every problem there is.
 */
export function resolveSettings(layers: SettingsLayers): Resolution {
  const sources = openLayers(layers);
  const { file, taskNames, problems, warnings } = sources;
  const unusedSections = file ? checkSections(file, taskNames, sources) : [];
  const host = resolveHost(sources);
  const workers = resolveWorkers(sources);
  checkQueues(workers, layers.workers, problems);
  problems.throwIfAny();
  return {
    host: host.settings,
    hostOrigins: host.origins,
    workers,
    warnings: [...warnings],
    unusedSections,
  };
}

/** Two workers that take from the same queue would get each other's tasks. */
function checkQueues(
  workers: readonly ResolvedWorker[],
  declarations: readonly WorkerDeclaration[],
  problems: Problems,
): void {
  const taken = new Map<string, ResolvedWorker[]>();
  const named = ({ index }: ResolvedWorker) =>
    `${declarations[index]?.label ?? 'worker'} (worker ${index + 1})`;
  for (const worker of workers) {
    const { domain } = worker.settings;
    if (isRefused(worker.origins['domain'], declarations[worker.index])) continue;
    const namesakes = taken.get(worker.name) ?? [];
    const other = namesakes.find(({ settings }) => settings.domain === domain);
    if (!other) {
      taken.set(worker.name, [...namesakes, worker]);
      continue;
    }
    const where = domain === null ? 'without a domain' : `in domain ${domain}`;
    problems.add(
      `${named(other)} and ${named(worker)} both run ${worker.name} ${where}; give one of them another domain or task name`,
    );
  }
}

/** A domain of the wrong type is a problem already; which queue was meant is not known. */
function isRefused(
  domain: Setting<unknown> | undefined,
  declaration: WorkerDeclaration | undefined,
): boolean {
  const given = declaration?.options['domain'];
  return domain?.origin === 'constructor' && given !== null && typeof given !== 'string';
}
