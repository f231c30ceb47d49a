import { WireClient } from './wire-client.ts';

/**
 * How the queues behind an engine hold a poll: `sql` until it is full or its time is up, `redis`
 * until the first task is there. Only a `sql` engine of ours keeps an index, and with it task logs.
 */
export type QueueRule = 'sql' | 'redis';

/** A server that the specs ask; started before them and stopped after them by `describeEngine`. */
export interface EngineUnderTest {
  readonly name: string;
  readonly queue: QueueRule;
  /** True for a Conductor server, false for the dev-server. */
  readonly real: boolean;
  /** The base of its API; throws before `start`. */
  readonly url: string;
  /** A client for it; throws before `start`. */
  readonly wire: WireClient;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Makes an engine of something that can be started; the URL is what `start` resolves to. */
export function engineFrom(
  description: Pick<EngineUnderTest, 'name' | 'queue' | 'real'>,
  launch: () => Promise<{ readonly url: string; stop(): Promise<void> }>,
): EngineUnderTest {
  let running: { readonly url: string; stop(): Promise<void> } | null = null;
  const url = (): string => {
    if (running === null) throw new Error(`${description.name} is not running`);
    return running.url;
  };
  return {
    ...description,
    get url() {
      return url();
    },
    get wire() {
      return new WireClient(url());
    },
    async start() {
      running = await launch();
    },
    async stop() {
      await running?.stop();
      running = null;
    },
  };
}

/** The running server that `CONDUCTOR_TEST_URL` names, or null; `CONDUCTOR_TEST_QUEUE` is its queue rule (sql). */
export function engineFromEnvironment(
  env: NodeJS.ProcessEnv = process.env,
): EngineUnderTest | null {
  const url = env.CONDUCTOR_TEST_URL;
  if (!url) return null;
  const queue = env.CONDUCTOR_TEST_QUEUE === 'redis' ? 'redis' : 'sql';
  const launch = () => Promise.resolve({ url, stop: () => Promise.resolve() });
  return engineFrom({ name: `Conductor at ${url} (${queue} queues)`, queue, real: true }, launch);
}
