import type { WorkerHostStatus, WorkerStatus } from './host-status.ts';
import { workerTitle } from './worker-title.ts';

export interface HealthCheck {
  readonly name: string;
  readonly ok: boolean;
  /** A sentence for people. */
  readonly detail: string;
}

/** Limits of the checks. Milliseconds, if nothing else is said. */
export interface HealthLimits {
  /** `poll_deadline`: how long a poll may take. Default 2 min. */
  readonly pollDeadlineMs?: number;
}

const defaultPollDeadlineMs = 120_000;
/** On top of what a runner may plausibly wait. */
const stuckMarginMs = 60_000;
/** After a failure the engine itself may ask for a long pause (`Retry-After`). */
const longestBackoffMs = 3_600_000;
const silentEngineMs = 15_000;
/** On top of a longer pause between polls. */
const answerMs = 10_000;
/** The first two deaths in a row may be the fault of two tasks. */
const deathsInARow = 3;

/** Whether the process is worth keeping: nothing here depends on the engine. */
export function livenessChecks(
  status: WorkerHostStatus,
  now: number,
  { pollDeadlineMs = defaultPollDeadlineMs }: HealthLimits = {},
): HealthCheck[] {
  const stuck = status.workers.flatMap((worker) => {
    const since = Date.parse(worker.lastPollAt ?? status.startedAt ?? '');
    const allowed = longestSilence(worker, pollDeadlineMs);
    if (status.state !== 'running' || !(now - since > allowed)) return [];
    return `${workerTitle(worker)} has begun no poll for ${seconds(now - since)}`;
  });
  return [
    { name: 'event loop', ok: true, detail: 'turns' },
    check('runners', stuck, `${status.workers.length} as expected`),
  ];
}

/** How long a runner may go without beginning a poll; infinite while it has reason not to poll. */
function longestSilence(worker: WorkerStatus, pollDeadlineMs: number): number {
  if (worker.state !== 'polling' || worker.pollPace === 'full') return Infinity;
  const pause = worker.pollPace === 'backing-off' ? longestBackoffMs : worker.pollingInterval;
  return Math.max(pollDeadlineMs, pause) + stuckMarginMs;
}

/** Whether the host does its work now. */
export function readinessChecks(status: WorkerHostStatus, now: number): HealthCheck[] {
  return [
    check('state', stateProblems(status), 'running'),
    check('threads', status.workers.flatMap(threadProblems), 'up'),
    check('engine', engineProblems(status, now), engineDetail(status, now)),
  ];
}

function stateProblems({ state }: WorkerHostStatus): string[] {
  return state === 'running' ? [] : [stateSentences[state]];
}

const stateSentences = {
  idle: 'the host was not started',
  starting: 'the host is starting',
  draining: 'the host is draining: no new tasks, those in flight finish',
  stopped: 'the host has stopped',
  failed: 'the host has failed',
} as const;

function threadProblems(worker: WorkerStatus): string[] {
  const { deaths, lastDeath } = worker.health;
  if (deaths < deathsInARow) return [];
  const cause = lastDeath === null ? '' : `, last: ${lastDeath}`;
  return [`${workerTitle(worker)}: its threads died ${deaths} times in a row${cause}`];
}

function engineProblems({ engine, workers }: WorkerHostStatus, now: number): string[] {
  if (engine.reachable === false) {
    const last = engine.answeredAt ?? engine.since;
    const since = last === null ? '' : ` for ${seconds(now - Date.parse(last))}`;
    return [`the engine has not answered${since}: ${engine.lastError ?? 'no reason given'}`];
  }
  const polling = workers.filter(
    ({ state, pollPace }) => state === 'polling' && pollPace !== 'full',
  );
  if (polling.length === 0) return [];
  if (engine.answeredAt === null) return ['the engine has not answered yet'];
  const pause = Math.min(...polling.map(({ pollingInterval }) => pollingInterval));
  const silentMs = now - Date.parse(engine.answeredAt);
  if (silentMs <= Math.max(silentEngineMs, pause + answerMs)) return [];
  return [`the engine has not answered for ${seconds(silentMs)}, although workers poll`];
}

function engineDetail({ engine }: WorkerHostStatus, now: number): string {
  if (engine.answeredAt === null) return 'nothing was asked yet';
  return `answered ${seconds(now - Date.parse(engine.answeredAt))} ago`;
}

function check(name: string, problems: readonly string[], good: string): HealthCheck {
  return { name, ok: problems.length === 0, detail: problems.join('; ') || good };
}

function seconds(ms: number): string {
  const whole = Math.max(0, Math.floor(ms / 1000));
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min`;
}
