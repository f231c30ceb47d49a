import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../support/setup.ts';
import { verify, type Load, type StubStats } from '../support/stub-server.ts';
import type { Bench } from './bench.ts';
import { Clients } from './clients.ts';
import { percentiles, type Figures } from './figures.ts';
import { offer } from './offer.ts';

/** A backlog, all of it there at once, and then tasks that come one by one. */
export interface LoadPlan {
  readonly work: Setup;
  /** Bytes of a task, and at least of its result. */
  readonly size: number;
  readonly resultBytes?: number;
  /** Default: as many as the client does in the time of the bench's pace. */
  readonly tasks?: number;
  /** Tasks a second of the second part; absent: there is none. */
  readonly lightRate?: number;
  /** Clients that share the queue. Default 1. */
  readonly clients?: number;
  /** Seconds of load before the measurement. Default: the bench's pace. */
  readonly warmUp?: number;
}

export async function measureLoad(
  bench: Bench,
  contender: Contender,
  plan: LoadPlan,
): Promise<Figures> {
  const { stub, pace } = bench;
  const { work, size, resultBytes = 0, lightRate } = plan;
  const types = work.types;
  const loadOf = (tasks: number): Load => {
    return { tasks: Math.ceil(tasks / types), types, size, resultBytes };
  };
  await stub.reset({ tasks: 0, types, size });
  await using clients = await Clients.start(bench, contender, work, { count: plan.clients ?? 1 });

  const speed = await warmUp(plan.warmUp ?? pace.warmUp, (tasks) =>
    offer(stub, contender.name, loadOf(Math.max(pace.portion, tasks))),
  );
  const load = loadOf(plan.tasks ?? Math.max(pace.portion, speed * pace.load));
  const before = clients.usage();
  const backlog = await offer(stub, contender.name, load);
  const { cpuSeconds, rss } = clients.usage();
  const light =
    lightRate === undefined
      ? null
      : await offer(stub, contender.name, {
          ...loadOf(Math.max(20, (lightRate * pace.trickle) / 3)),
          rate: lightRate,
        });
  await clients.stop();
  // What they still sent while they stopped counts too.
  verify(await stub.stats(), contender.name);
  return {
    tasksPerSecond: tasksPerSecond(backlog),
    cpuPerThousand: ((cpuSeconds - before.cpuSeconds) / backlog.done) * 1000,
    rss: rss / 2 ** 20,
    ...percentiles('busy', backlog.serve_ms),
    ...percentiles('light', light?.total_ms ?? null),
  };
}

/** Load in growing portions until `seconds` have passed. @returns tasks a second of the last one. */
async function warmUp(
  seconds: number,
  portion: (tasks: number) => Promise<StubStats>,
): Promise<number> {
  const end = Date.now() + seconds * 1000;
  let speed = 0;
  do speed = tasksPerSecond(await portion(speed / 3));
  while (Date.now() < end);
  return speed;
}

function tasksPerSecond({ done, elapsed_ms }: StubStats): number {
  return (done / elapsed_ms) * 1000;
}
