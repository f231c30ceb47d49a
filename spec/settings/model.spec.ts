import { expect } from 'chai';
import fc from 'fast-check';
import { SettingsError } from '../../lib/errors/settings-error.ts';
import type { Resolution } from '../../lib/settings/resolve-settings.ts';
import {
  HOST,
  predictHost,
  predictWorker,
  WORKER,
  type Prediction,
  type World,
} from './naive-model.ts';
import { resolve } from './resolve.ts';

const NAMES = ['task_1', 'TASK_1', 'my-task', 'my_task', 'a', 'a.b', 'min', 'all', 'two words'];
const WORKER_KEYS = WORKER.flatMap(({ key, second }) => [key, ...(second ? [second] : [])]);
const HOST_KEYS = HOST.map(({ key }) => key);
const SECRETS = { '/five': ' 5\n', '/empty': '\n', '/odd': 'x' };

// Values of every kind for every key, so that right and wrong ones meet in all places.
const value = fc.constantFrom('0', '1', '2', '2.0', '3.5', '5s', 'yes', 'OFF', 'inline', 'nice');
const mostlyRight = (key: string) => {
  const right = ['1', '2', '3'];
  if (/isolation/i.test(key)) right.splice(0, 3, 'thread', 'INLINE');
  if (/paused|payloads/i.test(key)) right.splice(0, 3, 'true', 'No', '1');
  return fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...right) },
    { weight: 1, arbitrary: value },
  );
};
const orEmpty = (text: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 9, arbitrary: text.map((each) => ` ${each} `) }, fc.constantFrom('', '  '));

const anyCase = (key: string) => fc.constantFrom(key, key.toUpperCase());
const task = fc.constantFrom(...NAMES, 'my_task', 'two_words', 'elsewhere');
const workerVariable = fc
  .tuple(fc.constantFrom('.', '_'), fc.option(task, { freq: 4 }), fc.constantFrom(...WORKER_KEYS))
  .chain(([sign, name, key]) => {
    const whose = name === null ? [] : [name];
    return fc.constantFrom(
      ['conductor', 'worker', ...whose, key].join(sign),
      ['conductor.worker', name ?? 'all', key].join('.'),
      ['CONDUCTOR_WORKER', ...whose, key.toUpperCase()].join('_'),
      ['CONDUCTOR_WORKER', name ?? 'ALL', key].join('_').toUpperCase(),
    );
  });
const hostVariable = fc
  .constantFrom(...HOST)
  .chain(({ key, conductor }) =>
    fc.constantFrom(`WORKER_HOST_${key.toUpperCase()}`, ...(conductor ? [conductor] : [])),
  );
const entry = (name: string) => fc.tuple(fc.constant(name), orEmpty(mostlyRight(name)));
const hostEntry = hostVariable.chain((name) =>
  fc.oneof(
    entry(name),
    fc.tuple(fc.constant(`${name}_FILE`), fc.constantFrom(...Object.keys(SECRETS))),
  ),
);
const env = fc
  .tuple(
    fc.array(workerVariable.chain(entry), { maxLength: 12 }),
    fc.array(hostEntry, { maxLength: 4 }),
  )
  .map(([workers, host]) => Object.fromEntries([...workers, ...host]) as Record<string, string>);

const setting = (section: string, keys: readonly string[]) =>
  fc
    .constantFrom(...keys)
    .chain((key) => fc.tuple(fc.constant(section), anyCase(key), mostlyRight(key)));
const sameEntry = ([section, key]: readonly [string, string, string]) =>
  `${section} ${key.toLowerCase()}`;
const section = (name: string, keys: readonly string[]) =>
  fc.uniqueArray(setting(name, keys), { maxLength: 3, selector: sameEntry });

const options = (known: typeof WORKER) =>
  fc.record(
    Object.fromEntries(
      known.map(({ key, option }) => [option, mostlyRight(key).map((text) => typed(key, text))]),
    ),
    { requiredKeys: [] },
  );

const world: fc.Arbitrary<World> = fc
  .uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 })
  .chain((names) =>
    fc.record({
      names: fc.constant(names),
      set: fc.array(
        fc
          .tuple(fc.constantFrom('', ...names), fc.constantFrom(...WORKER_KEYS))
          .chain(([name, key]) =>
            mostlyRight(key).map((text) => `${name === '' ? '' : `${name}.`}${key}=${text}`),
          ),
        { maxLength: 3 },
      ),
      flags: fc
        .option(fc.constantFrom(...HOST_KEYS).chain(entry))
        .map((each) => (each ? { [each[0]]: each[1].trim() || '1' } : {})),
      env,
      file: fc
        .tuple(
          section('DEFAULT', WORKER_KEYS),
          section('worker-host', HOST_KEYS),
          ...names.map((name) => section(name, WORKER_KEYS)),
        )
        .map((sections) => sections.flat()),
      options: options(WORKER),
      hostOptions: options(HOST),
      secrets: fc.constant(SECRETS),
    }),
  );

/** As a constructor would give it. */
function typed(key: string, text: string): unknown {
  if (/paused|payloads/.test(key)) return text === 'true';
  if (/isolation/.test(key)) return text.toLowerCase();
  return /domain|path/.test(key) || Number.isNaN(Number(text)) ? text : Number(text);
}

function iniOf({ file }: World): string {
  const lines: string[] = [];
  let current = '';
  for (const [name, key, text] of file) {
    if (name !== current) lines.push(`[${name}]`);
    current = name;
    lines.push(`${key} = ${text}`);
  }
  return lines.join('\n');
}

function attempt(given: World): Resolution | SettingsError {
  try {
    return resolve({
      workers: [{ names: given.names, label: 'Sample', options: given.options }],
      flags: { set: given.set, host: given.flags },
      env: given.env,
      ini: iniOf(given),
      host: given.hostOptions,
      readSecretFile: (path) => given.secrets[path] ?? '',
    });
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
}

interface Predicted {
  readonly whose: string;
  readonly key: string;
  readonly it: Prediction;
}

function predictAll(given: World): Predicted[] {
  return [
    ...given.names.flatMap((name) =>
      WORKER.map((known) => ({
        whose: name,
        key: known.key,
        it: predictWorker(given, name, known),
      })),
    ),
    ...HOST.map((known) => ({ whose: '', key: known.key, it: predictHost(given, known) })),
  ];
}

describe('settings of random layers', () => {
  it('are what a plain reading of the rules makes of them', () => {
    const seen = { good: 0, bad: 0, warned: 0 };
    fc.assert(
      fc.property(world, (given) => {
        const predicted = predictAll(given);
        const found = attempt(given);
        const bad = predicted.filter(({ it }) => 'bad' in it.value);
        if (found instanceof SettingsError) {
          seen.bad++;
          const places = new Set(bad.map(({ key, it }) => `${it.from ?? it.origin} ${key}`));
          expect(found.problems, 'one problem for each bad place').to.have.length(places.size);
        } else {
          seen.good++;
          expect(bad, 'bad values that went unnoticed').to.deep.equal([]);
          if (found.warnings.length > 0) seen.warned++;
          checkValues(predicted, found);
          checkWarnings(predicted, found);
        }
      }),
      { numRuns: 600 },
    );
    // Neither side may be all there is, or the comparison says nothing.
    expect(Math.min(seen.good, seen.bad, seen.warned)).to.be.greaterThan(20);
  });
});

function checkValues(predicted: readonly Predicted[], found: Resolution): void {
  for (const { whose, key, it } of predicted) {
    const worker = found.workers.find(({ name }) => name === whose);
    const actual = (worker?.origins ?? found.hostOrigins)[key];
    const expected = { value: adjusted(predicted, whose, key), origin: it.origin, from: it.from };
    expect(actual, `${whose} ${key}`).to.deep.equal(expected);
  }
}

/** The two settings that depend on `threads`. */
function adjusted(predicted: readonly Predicted[], whose: string, key: string): unknown {
  const valueOf = (wanted: string) => {
    const match = predicted.find((each) => each.whose === whose && each.key === wanted);
    return match && 'good' in match.it.value ? match.it.value.good : undefined;
  };
  if (key === 'concurrency') return valueOf(key) ?? valueOf('threads');
  if (key === 'min_threads') return Math.min(valueOf(key) as number, valueOf('threads') as number);
  return valueOf(key);
}

function checkWarnings(predicted: readonly Predicted[], { warnings }: Resolution): void {
  for (const { key, it } of predicted) {
    for (const other of it.conflicts) {
      const both = (each: string) =>
        each.includes(it.from ?? '?') && each.includes(other) && each.includes(key);
      const hidden = other.endsWith('_FILE');
      expect(warnings.some(both) || hidden, `${it.from} against ${other}`).to.equal(true);
    }
  }
}
