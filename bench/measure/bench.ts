import type { StubServer } from '../support/stub-server.ts';

/** What every measurement needs. */
export interface Bench {
  readonly stub: StubServer;
  /** The folder of the build's `index.js`. */
  readonly dist: string;
  readonly burnStepsPerMs: number;
  readonly pace: Pace;
}

/** How long things are measured, in seconds. */
export interface Pace {
  /** Before a measurement begins. */
  readonly warmUp: number;
  /** A backlog. */
  readonly load: number;
  /** The least tasks of a backlog. */
  readonly portion: number;
  /** Tasks that come one by one. */
  readonly trickle: number;
  /** A client without tasks, after it has settled. */
  readonly idle: number;
  readonly settle: number;
  /** Until its engine has tidied up what the start left: V8 takes its time for that. */
  readonly rest: number;
  /** What stands for a long uptime. */
  readonly uptime: number;
  /** The long backlog, in tasks. */
  readonly depth: number;
}

export const fullPace: Pace = {
  warmUp: 1.5,
  load: 2,
  portion: 100,
  trickle: 6,
  idle: 6,
  settle: 3,
  rest: 30,
  uptime: 20,
  depth: 100_000,
};

/** Enough to see every row work and every task verified; the figures mean nothing. */
export const quickPace: Pace = {
  warmUp: 0.05,
  load: 0.15,
  portion: 20,
  trickle: 0.4,
  idle: 0.3,
  settle: 0.3,
  rest: 0.3,
  uptime: 0.5,
  depth: 2000,
};
