import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from '../contenders/contender.ts';
import { RunningClient } from '../support/running-client.ts';
import { setupEnvironment, type Setup } from '../support/setup.ts';
import type { Bench } from './bench.ts';
import type { Figures } from './figures.ts';

const limitMs = 60_000;

/** From the start of the process to its first poll; both on the monotonic clock of the machine. */
export async function measureFirstPoll(
  bench: Bench,
  { command, tune, name }: Contender,
  work: Setup,
): Promise<Figures> {
  const { stub } = bench;
  await stub.reset({ tasks: 0, types: work.types, size: 1024 });
  const url = `${stub.url}/api`;
  const environment = setupEnvironment(url, tune(work), bench.burnStepsPerMs);
  await using client = RunningClient.launch(command, environment);
  const end = Date.now() + limitMs;
  for (;;) {
    const { first_poll_at } = await stub.stats();
    const { cpuSeconds } = client.usage();
    if (first_poll_at > 0) {
      await client.terminate();
      return { startMs: first_poll_at - client.startedAt, startCpuMs: cpuSeconds * 1000 };
    }
    if (client.ended) throw new Error(`${name} ended before it polled.`);
    if (Date.now() > end) throw new Error(`${name} did not poll within ${limitMs / 1000} s.`);
    await sleep(5);
  }
}
