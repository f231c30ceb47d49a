import { verify, type Load, type StubServer, type StubStats } from '../support/stub-server.ts';

const silenceMs = 20_000;

/** Offers a load to the clients that run. @throws Error when a task was lost, done twice or failed. */
export async function offer(stub: StubServer, who: string, load: Load): Promise<StubStats> {
  await stub.reset(load);
  await stub.finished(load.tasks * (load.types ?? 1), silenceMs);
  const stats = await stub.stats();
  verify(stats, who);
  return stats;
}
