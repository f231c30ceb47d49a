import type { HistorySample } from '../../../lib/status/history.ts';
import type { RunningTask, TaskFailure, WorkerStatus } from '../../../lib/status/host-status.ts';
import { workerTitle } from '../../../lib/status/worker-title.ts';
import { FakeHost } from '../../status/support/fake-host.ts';
import { ago, statusOf, workerOf } from '../../status/support/status-of.ts';

/** A worker as a scene describes it. */
export interface Role {
  readonly name: string;
  readonly domain?: string;
  /** Tasks per second. */
  readonly speed: number;
  /** Milliseconds, the 50th percentile. */
  readonly time: number;
  /** Share of tasks that fail. */
  readonly failing?: number;
  readonly threads?: number;
  readonly concurrency?: number;
  readonly changes?: Partial<WorkerStatus>;
}

export const shop: readonly Role[] = [
  { name: 'check_inventory', speed: 42, time: 9, threads: 2, concurrency: 20 },
  { name: 'charge_card', speed: 21, time: 180, concurrency: 40, failing: 0.004 },
  { name: 'send_mail', domain: 'eu', speed: 18, time: 95, concurrency: 10 },
  { name: 'render_invoice', speed: 6, time: 620, threads: 4, concurrency: 4 },
  { name: 'book_shipment', speed: 9, time: 340, concurrency: 16 },
  { name: 'score_fraud', speed: 20, time: 48, threads: 2, concurrency: 8 },
];

const areas = [
  'order',
  'stock',
  'mail',
  'invoice',
  'fraud',
  'search',
  'price',
  'media',
  'stats',
  'crm',
];
const verbs = ['import', 'check', 'export', 'notify', 'archive'];

/** Fifty workers, of which one is slow and one fails. */
export const fifty: readonly Role[] = areas.flatMap((area, a) =>
  verbs.map((verb, v): Role => {
    const nth = a * verbs.length + v;
    const speed = 90 / (1 + nth * 0.7);
    if (nth === 23) return { name: `${area}_${verb}`, speed: 2, time: 4200, threads: 2 };
    if (nth === 31) return { name: `${area}_${verb}`, speed: 4, time: 60, failing: 0.35 };
    return { name: `${area}_${verb}`, speed, time: 5 + ((nth * 37) % 240), threads: 1 + (nth % 3) };
  }),
);

/** A host that looks as if these workers had been at work for the last quarter of an hour. */
export function sceneOf(roles: readonly Role[]): FakeHost {
  const host = new FakeHost();
  const startedAt = Date.now();
  const random = randomFrom(7);
  const sampled = (at: number): HistorySample => ({
    at,
    ms: 5000,
    workers: Object.fromEntries(roles.map((role) => [titleOf(role), sampleOf(role, at, random)])),
  });
  for (let back = 180; back > 0; back--) host.samples.push(sampled(startedAt - back * 5000));
  host.now = () => {
    const at = Date.now();
    const last = host.samples.at(-1)?.at ?? at;
    if (at - last >= 5000) host.samples.push(sampled(last + 5000));
    return statusOf({ workers: roles.map((role) => workerAt(role, at, startedAt)) }, at);
  };
  host.tasks.push(...tasksOf(roles, startedAt));
  host.failed.push(...failuresOf(roles, startedAt));
  return host;
}

function titleOf({ name, domain }: Role): string {
  return workerTitle({ names: [name], domain: domain ?? null });
}

function runningOf({ speed, time, concurrency = 10 }: Role): number {
  return Math.min(concurrency, Math.ceil((speed * time) / 1000));
}

function workerAt(role: Role, at: number, startedAt: number): WorkerStatus {
  const { name, domain = null, speed, time, failing = 0, threads = 1, concurrency = 10 } = role;
  const running = runningOf(role);
  const done = Math.round(speed * (10_800 + (at - startedAt) / 1000));
  const full = running === concurrency;
  return workerOf(
    {
      names: [name],
      domain,
      concurrency,
      maxThreads: threads,
      threads: Array.from({ length: threads }, (_, index) => ({
        threadId: index + 1 + name.length,
        state: 'ready' as const,
        tasks: Math.ceil(running / threads),
        heapUsedMb: 18 + ((name.length * 7 + index * 5) % 60),
        eventLoopDelayMs: time > 500 ? 34 : 0.6,
      })),
      running,
      waiting: full ? 2 : 0,
      freeSlots: concurrency - running,
      completed: Math.round(done * (1 - failing)),
      failed: Math.round(done * failing),
      executionMs: { p50: time, p95: time * 2.1, p99: time * 3.4 },
      queueWaitMs: { p50: 4, p95: 21, p99: full ? 5200 : 60 },
      pollPace: full ? 'full' : speed < 5 ? 'held' : 'flowing',
      lastError: failing > 0.1 ? reasons[1] : null,
      ...role.changes,
    },
    at,
  );
}

function sampleOf(role: Role, at: number, random: () => number): HistorySample['workers'][string] {
  const { speed, time, failing = 0 } = role;
  const wave = 1 + 0.25 * Math.sin(at / 90_000 + role.name.length) + 0.16 * (random() - 0.5);
  const ended = speed * 5 * wave;
  const failed = Math.round(ended * failing * (0.6 + 0.8 * random()));
  const slower = 1 + 0.3 * random();
  return {
    completed: Math.round(ended) - failed,
    failed,
    p50: time * slower,
    p99: time * 3 * slower,
    running: runningOf(role),
  };
}

function tasksOf(roles: readonly Role[], at: number): RunningTask[] {
  const tasks = roles.flatMap((role, r) =>
    Array.from({ length: Math.min(4, runningOf(role)) }, (_, index): RunningTask => {
      const runningMs = Math.round(role.time * (0.4 + index * 0.9));
      return {
        worker: titleOf(role),
        taskType: role.name,
        taskId: idOf(r * 100 + index),
        workflowId: idOf(r * 100 + index + 50_000),
        startedAt: ago(runningMs, at),
        runningMs,
        attempt: index === 3 ? 1 : 0,
      };
    }),
  );
  return tasks.sort((a, b) => b.runningMs - a.runningMs);
}

const reasons = [
  'The card was declined: insufficient_funds',
  'connect ECONNREFUSED 10.4.0.17:5432: the database of the search index does not accept connections',
  'Ran longer than its execution_timeout of 30000 ms.',
] as const;

function failuresOf(roles: readonly Role[], at: number): TaskFailure[] {
  const failing = roles.filter((role) => (role.failing ?? 0) > 0);
  const failures = failing.flatMap((role, r) =>
    Array.from({ length: role.failing! > 0.1 ? 20 : 4 }, (_, index): TaskFailure => {
      const reason = role.failing! > 0.1 ? reasons[index % 7 === 3 ? 2 : 1] : reasons[0];
      return {
        at: ago(2000 + index * (role.failing! > 0.1 ? 2700 : 170_000), at),
        worker: titleOf(role),
        taskType: role.name,
        taskId: idOf(90_000 + r * 100 + index),
        workflowId: idOf(95_000 + r * 100 + index),
        reason,
        retryable: reason !== reasons[0],
      };
    }),
  );
  return failures.sort((a, b) => b.at.localeCompare(a.at));
}

function idOf(number: number): string {
  const random = randomFrom(number + 1);
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The same numbers each time, so that pictures change only when the page does. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
