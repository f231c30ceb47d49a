import type { Findings } from './choose-setting.ts';
import { readEnvironment } from './environment.ts';
import { checkSections, WORKER_KEYS } from './file-sections.ts';
import type { HostSettings } from './host-settings.ts';
import { parseIniFile } from './ini-file.ts';
import type { SettingsLayers, WorkerDeclaration } from './layers.ts';
import { Problems } from './problems.ts';
import { resolveHost } from './resolve-host.ts';
import { resolveWorkers, type ResolvedWorker } from './resolve-workers.ts';
import { parseSetFlags } from './set-flags.ts';
import type { Setting } from './setting.ts';

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
  const findings: Findings = { problems: new Problems(), warnings: new Set() };
  const environment = readEnvironment(layers.env);
  const taskNames = new Set(layers.workers.flatMap((worker) => worker.names));
  const file = layers.file
    ? parseIniFile(layers.file.path, layers.file.text, findings.problems)
    : null;
  const unusedSections = file ? checkSections(file, taskNames, findings) : [];
  const flags = parseSetFlags(layers.flags?.set ?? [], taskNames, WORKER_KEYS, findings.problems);
  const host = resolveHost({
    ...findings,
    flags: layers.flags?.host ?? {},
    environment,
    file,
    options: layers.host ?? {},
    readSecretFile: layers.readSecretFile,
  });
  const workers = resolveWorkers(layers.workers, {
    ...findings,
    flags,
    environment,
    file,
    hostname: layers.hostname,
  });
  checkQueues(workers, layers.workers, findings.problems);
  findings.problems.throwIfAny();
  return {
    host: host.settings,
    hostOrigins: host.origins,
    workers,
    warnings: [...findings.warnings],
    unusedSections,
  };
}

/** Two workers that take from the same queue would get each other's tasks. */
function checkQueues(
  workers: readonly ResolvedWorker[],
  declarations: readonly WorkerDeclaration[],
  problems: Problems,
): void {
  const taken = new Map<string, ResolvedWorker>();
  const named = ({ index }: ResolvedWorker) =>
    `${declarations[index]?.label ?? 'worker'} (worker ${index + 1})`;
  for (const worker of workers) {
    const { domain } = worker.settings;
    if (isRefused(worker.origins['domain'], declarations[worker.index])) continue;
    const queue = JSON.stringify([worker.name, domain]);
    const other = taken.get(queue);
    if (!other) {
      taken.set(queue, worker);
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
