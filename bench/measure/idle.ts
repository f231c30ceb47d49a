import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../support/setup.ts';
import type { Bench } from './bench.ts';
import { Clients } from './clients.ts';
import type { Figures } from './figures.ts';

/** A client that has nothing to do, from `settle` seconds after its start. */
export async function measureIdle(
  bench: Bench,
  contender: Contender,
  work: Setup,
  settle: number,
): Promise<Figures> {
  const { stub, pace } = bench;
  await stub.reset({ tasks: 0, types: work.types, size: 1024 });
  await using clients = await Clients.start(bench, contender, work);
  await sleep(settle * 1000);
  const before = { ...clients.usage(), ...(await stub.stats()), at: performance.now() };
  await sleep(pace.idle * 1000);
  const { cpuSeconds, rss } = clients.usage();
  const { polls } = await stub.stats();
  const seconds = (performance.now() - before.at) / 1000;
  await clients.stop();
  return {
    cpuPercent: ((cpuSeconds - before.cpuSeconds) / seconds) * 100,
    pollsPerSecond: (polls - before.polls) / seconds,
    rss: rss / 2 ** 20,
  };
}
