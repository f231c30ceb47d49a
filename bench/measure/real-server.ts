import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import { ConductorApi } from '../support/conductor-api.ts';
import { processTree, processUsage } from '../support/process-usage.ts';
import type { Bench } from './bench.ts';
import { Clients } from './clients.ts';
import { percentiles, type Figures } from './figures.ts';

export interface ServerPlan {
  readonly types: number;
  /** Tasks a second; absent: as fast as the server starts workflows. */
  readonly rate?: number;
  readonly tasks: number;
}

const text = 'x'.repeat(900);
/** More connections only make a SQLite server wait for its lock. */
const starters = 6;
const silenceMs = 60_000;
let measurements = 0;

/** Workflows of one task on a real server; every measurement has task types of its own. */
export async function measureRealServer(
  bench: Bench,
  url: string,
  contender: Contender,
  plan: ServerPlan,
): Promise<Figures> {
  const api = new ConductorApi(url);
  const prefix = `bench_${process.pid}_${++measurements}_`;
  const names = Array.from({ length: plan.types }, (_, index) => `${prefix}${index}`);
  await api.define(names);
  await using clients = await Clients.start(
    bench,
    contender,
    { types: plan.types, prefix, work: 'none' },
    { url },
  );
  const run = async (tasks: number): Promise<readonly string[]> => {
    const ids = await startWorkflows(api, names, { ...plan, tasks });
    await ended(api, names);
    return ids;
  };
  await verify(api, contender, await run(Math.ceil(plan.tasks / 5)));

  const before = { host: clients.usage().cpuSeconds, server: serverCpuSeconds(), at: now() };
  const ids = await run(plan.tasks);
  const thousands = ids.length / 1000;
  const figures = {
    tasksPerSecond: (ids.length / (now() - before.at)) * 1000,
    cpuPerThousand: (clients.usage().cpuSeconds - before.host) / thousands,
    serverCpuPerThousand: (serverCpuSeconds() - before.server) / thousands,
  };
  const waits = await verify(api, contender, ids);
  await clients.stop();
  return { ...figures, ...percentiles('total', waits) };
}

const now = (): number => performance.now();

async function startWorkflows(
  api: ConductorApi,
  names: readonly string[],
  { tasks, rate }: ServerPlan,
): Promise<readonly string[]> {
  const ids: Promise<string>[] = [];
  const from = now();
  let next = 0;
  const starter = async (): Promise<void> => {
    while (next < tasks) {
      const index = next++;
      if (rate !== undefined) await sleep(Math.max(0, from + (index / rate) * 1000 - now()));
      const id = api.start(names[index % names.length] ?? '', { text });
      ids.push(id);
      await id;
    }
  };
  await Promise.all(Array.from({ length: starters }, starter));
  return Promise.all(ids);
}

/** Resolves when no workflow of these names runs. */
async function ended(api: ConductorApi, names: readonly string[]): Promise<void> {
  const end = now() + silenceMs;
  for (const name of names) {
    for (;;) {
      const running = await api.running(name);
      const [first] = running;
      if (first === undefined) break;
      if (now() > end) {
        const { tasks } = await api.workflow(first);
        throw new Error(
          `${running.length} workflows of ${name} still run after ${silenceMs / 1000} s; the task of ` +
            `the first is ${String(tasks[0]?.status)}, ${await api.queued(name)} wait in its queue.`,
        );
      }
      await sleep(50);
    }
  }
}

/** @returns milliseconds from scheduled to completed, of each. @throws Error unless all completed. */
async function verify(
  api: ConductorApi,
  { name }: Contender,
  ids: readonly string[],
): Promise<number[]> {
  const waits: number[] = [];
  for (const id of ids) {
    const { status, tasks } = await api.workflow(id);
    const [task] = tasks;
    if (status !== 'COMPLETED' || task?.status !== 'COMPLETED' || tasks.length !== 1)
      throw new Error(
        `${name}: workflow ${id} is ${status} with ${tasks.length} tasks, the first ${String(task?.status)}.`,
      );
    waits.push(task.endTime - task.scheduledTime);
  }
  return waits;
}

/** Of the servers that this process started. */
function serverCpuSeconds(): number {
  const servers = processTree(process.pid).filter((pid) => pid !== process.pid && isJava(pid));
  return servers.reduce((sum, pid) => sum + processUsage(pid).cpuSeconds, 0);
}

function isJava(pid: number): boolean {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'java';
}
