import type { WorkerAbc } from './worker-abc.ts';

/**
 * What a module makes while it is loaded for its workers: in a thread, and by the command line.
 * Meanwhile `WorkerHost.start()` does not start anything: it tells its workers and never resolves,
 * so that a script which builds its own host can be loaded for its workers alone.
 */
export interface HostCapture {
  /** Every worker made so far, in the order of making. */
  readonly constructed: readonly WorkerAbc[];
  /** Resolves when a host in the module is started, with that host's workers. */
  readonly started: Promise<readonly WorkerAbc[]>;
  release(): void;
}

interface ActiveCapture {
  readonly constructed: WorkerAbc[];
  hostStarted(workers: readonly WorkerAbc[]): void;
}

// On the global object, since a user's module may bring its own copy of this package.
const slot = Symbol.for('worker-host.capture');
const globals = globalThis as unknown as Record<symbol, ActiveCapture | undefined>;

export function captureHosts(): HostCapture {
  const constructed: WorkerAbc[] = [];
  let hostStarted!: (workers: readonly WorkerAbc[]) => void;
  const started = new Promise<readonly WorkerAbc[]>((resolve) => (hostStarted = resolve));
  const previous = globals[slot];
  globals[slot] = { constructed, hostStarted };
  return { constructed, started, release: () => (globals[slot] = previous) };
}

/** Tells the capture, if there is one, of a worker. */
export function noteConstructed(worker: WorkerAbc): void {
  globals[slot]?.constructed.push(worker);
}

/** Tells the capture of a started host. False = nobody captures: really start. */
export function noteStarted(workers: readonly WorkerAbc[]): boolean {
  const capture = globals[slot];
  capture?.hostStarted(workers);
  return capture !== undefined;
}
