/**
 * The rules of the settings once more, as plainly as they can be put: every place in one list, best
 * first. It shares nothing with lib/settings, so that a mistake would have to be made twice.
 */

/** All layers, as data. */
export interface World {
  readonly names: readonly string[];
  readonly set: readonly string[];
  readonly flags: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  /** Settings in the order of the file, whose lines are `[section]`, `key = value`, and so on. */
  readonly file: readonly (readonly [section: string, key: string, value: string])[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly hostOptions: Readonly<Record<string, unknown>>;
  /** What files of secrets hold, by path. */
  readonly secrets: Readonly<Record<string, string>>;
}

interface Place {
  readonly origin: string;
  readonly from: string | null;
  readonly value: Value;
}

/** A value, or why there is none: `bad` texts can't be compared with anything but themselves. */
type Value = { readonly good: unknown } | { readonly bad: unknown };

export interface Prediction extends Place {
  /** Other places of the same level that say something else. */
  readonly conflicts: readonly string[];
}

type Read = (raw: unknown, isText: boolean) => Value;

const number =
  (least: number, whole: boolean): Read =>
  (raw, isText) => {
    const value = isText && /^\d+(\.\d+)?$/.test(String(raw)) ? Number(raw) : raw;
    const fits =
      typeof value === 'number' &&
      value >= least &&
      value <= 2147483647 &&
      (!whole || value % 1 === 0);
    return fits ? { good: value } : { bad: raw };
  };
const milliseconds = number(0, false);
const count = number(1, true);
const words =
  (...known: string[]): Read =>
  (raw, isText) => {
    const word = isText ? String(raw).toLowerCase() : raw;
    return known.includes(word as string) ? { good: word } : { bad: raw };
  };
const boolean: Read = (raw, isText) => {
  if (!isText) return typeof raw === 'boolean' ? { good: raw } : { bad: raw };
  const word = String(raw).toLowerCase();
  if (['true', 'yes', 'on', '1'].includes(word)) return { good: true };
  return ['false', 'no', 'off', '0'].includes(word) ? { good: false } : { bad: raw };
};
const text: Read = (raw) => (typeof raw === 'string' && raw !== '' ? { good: raw } : { bad: raw });
const domain: Read = (raw) => ({ good: typeof raw === 'string' ? raw.trim() || null : raw });

interface Known {
  readonly key: string;
  readonly second?: string;
  readonly option: string;
  readonly read: Read;
  readonly preset: unknown;
  readonly conductor?: string;
}

export const WORKER: readonly Known[] = [
  { key: 'domain', option: 'domain', read: domain, preset: null },
  {
    key: 'polling_interval',
    second: 'poll_interval',
    option: 'pollingInterval',
    read: milliseconds,
    preset: 100,
  },
  { key: 'threads', option: 'threads', read: count, preset: 1 },
  { key: 'concurrency', second: 'thread_count', option: 'concurrency', read: count, preset: null },
  { key: 'min_threads', option: 'minThreads', read: number(0, true), preset: 1 },
  { key: 'isolation', option: 'isolation', read: words('thread', 'inline'), preset: 'thread' },
  { key: 'paused', option: 'paused', read: boolean, preset: false },
];

export const HOST: readonly Known[] = [
  {
    key: 'request_timeout',
    option: 'requestTimeout',
    read: milliseconds,
    preset: 60000,
    conductor: 'CONDUCTOR_REQUEST_TIMEOUT_MS',
  },
  {
    key: 'tls_ca_path',
    option: 'tlsCaPath',
    read: text,
    preset: null,
    conductor: 'CONDUCTOR_TLS_CA_PATH',
  },
  { key: 'log_payloads', option: 'logPayloads', read: boolean, preset: false },
];

/** What the rules make of one setting of one task name. */
export function predictWorker(world: World, name: string, known: Known): Prediction {
  const keys = known.second === undefined ? [known.key] : [known.key, known.second];
  const isKey = (key: string | undefined) => keys.includes(key?.toLowerCase() ?? '');
  const flags = world.set.map((each) => splitSet(each, world.names)).reverse();
  const flag = (whose: string | null) =>
    flags
      .filter(({ worker, key }) => worker === whose && isKey(key))
      .slice(0, 1)
      .map((each) =>
        place(
          'flag',
          `--set ${whose === null ? '' : `${whose}.`}${each.key}`,
          known.read(each.value, true),
        ),
      );
  const safe = name.replace(/[^A-Za-z0-9_]/g, '_');
  const own = keys.flatMap((key) =>
    [name, safe].flatMap((task) => [
      `conductor.worker.${task}.${key}`,
      `conductor_worker_${task}_${key}`,
      `CONDUCTOR_WORKER_${task.toUpperCase()}_${key.toUpperCase()}`,
      `CONDUCTOR_WORKER_${task}_${key.toUpperCase()}`,
    ]),
  );
  const general = keys.flatMap((key) => [
    `conductor.worker.all.${key}`,
    `CONDUCTOR_WORKER_ALL_${key.toUpperCase()}`,
    `conductor_worker_${key}`,
    `CONDUCTOR_WORKER_${key.toUpperCase()}`,
  ]);
  const variables = (all: string[]) =>
    all
      .filter((each) => (world.env[each] ?? '').trim() !== '')
      .map((each) => place('environment', each, known.read((world.env[each] ?? '').trim(), true)));
  return best(known, [
    flag(name),
    flag(null),
    variables(own),
    variables(general),
    inFile(world, name, keys, known),
    inFile(world, 'DEFAULT', keys, known),
    inConstructor(world.options, known),
  ]);
}

/** What the rules make of one setting of the host. */
export function predictHost(world: World, known: Known): Prediction {
  const flag = world.flags[known.key];
  const names = [known.conductor, `WORKER_HOST_${known.key.toUpperCase()}`].filter(
    (each) => each !== undefined,
  );
  const variables = names.flatMap((each) => {
    const value = (world.env[each] ?? '').trim();
    const path = (world.env[`${each}_FILE`] ?? '').trim();
    const secret = path === '' ? '' : (world.secrets[path] ?? '').trim();
    return [
      ...(value === '' ? [] : [place('environment', each, known.read(value, true))]),
      ...(secret === '' ? [] : [place('environment', `${each}_FILE`, known.read(secret, true))]),
    ];
  });
  return best(known, [
    flag === undefined
      ? []
      : [place('flag', `--${known.key.replaceAll('_', '-')}`, known.read(flag, true))],
    variables,
    inFile(world, 'worker-host', [known.key], known),
    inConstructor(world.hostOptions, known),
  ]);
}

function best(known: Known, levels: Place[][]): Prediction {
  const level = levels.find((each) => each.length > 0);
  const [first, ...others] = level ?? [place('default', null, { good: known.preset })];
  const conflicts = others.filter(({ value }) => !sameValue(value, first!.value));
  return { ...first!, conflicts: conflicts.map(({ from }) => from ?? '') };
}

function sameValue(left: Value, right: Value): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function place(origin: string, from: string | null, value: Value): Place {
  return { origin, from, value };
}

function inFile({ file }: World, section: string, keys: string[], { read }: Known): Place[] {
  return keys.flatMap((wanted) =>
    file.flatMap(([each, key, value], index) =>
      each === section && key.toLowerCase() === wanted
        ? [place('file', `worker.ini:${lineOf(file, index)}`, read(value.trim(), true))]
        : [],
    ),
  );
}

/** Every section has a line of its own before its first setting. */
function lineOf(file: World['file'], index: number): number {
  const sections = new Set(file.slice(0, index + 1).map(([section]) => section));
  return index + 1 + sections.size;
}

function inConstructor(options: World['options'], { option, read }: Known): Place[] {
  const raw = options[option];
  return raw === undefined ? [] : [place('constructor', null, read(raw, false))];
}

function splitSet(
  written: string,
  names: readonly string[],
): { worker: string | null; key: string; value: string } {
  const matching = names.filter((name) => written.startsWith(`${name}.`));
  const worker = matching.sort((left, right) => right.length - left.length)[0] ?? null;
  const rest = worker === null ? written : written.slice(worker.length + 1);
  const [key = '', ...value] = rest.split('=');
  return { worker, key, value: value.join('=').trim() };
}
