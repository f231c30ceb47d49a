import type { Contender } from '../contenders/contender.ts';
import type { Setup } from '../support/setup.ts';
import { verify } from '../support/stub-server.ts';
import type { Bench } from './bench.ts';
import { Clients } from './clients.ts';
import { percentiles, type Figures } from './figures.ts';
import { offer } from './offer.ts';

export interface TricklePlan {
  readonly work: Setup;
  readonly size: number;
  /** Tasks a second, over all types. */
  readonly rate: number;
}

/** Tasks that come one by one: how long each waits from available to its result. */
export async function measureTrickle(
  bench: Bench,
  contender: Contender,
  { work, size, rate }: TricklePlan,
): Promise<Figures> {
  const { stub, pace } = bench;
  const types = work.types;
  const seconds = (time: number): Parameters<typeof offer>[2] => {
    return { tasks: Math.ceil((rate * time) / types), types, size, rate };
  };
  await stub.reset({ tasks: 0, types, size });
  await using clients = await Clients.start(bench, contender, work);
  await offer(stub, contender.name, seconds(pace.settle));
  const before = clients.usage();
  const stats = await offer(stub, contender.name, seconds(pace.trickle));
  const { cpuSeconds, rss } = clients.usage();
  await clients.stop();
  // What it still sent while it stopped counts too.
  verify(await stub.stats(), contender.name);
  return {
    ...percentiles('total', stats.total_ms),
    cpuPerThousand: ((cpuSeconds - before.cpuSeconds) / stats.done) * 1000,
    rss: rss / 2 ** 20,
  };
}
