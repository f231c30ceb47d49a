import type { EngineTask, EngineWorkflow } from './engine-api.ts';
import type { HostKill } from './host-process.ts';
import type { HandOver } from './proxy-journal.ts';
import type { Work } from './work-log.ts';

/** Why the engine handed out a step once more. Those of `broken` must not be. */
export const causes = {
  answerCut: 'answer to the poll was cut',
  engineKilledAnswering: 'engine killed while it answered the poll',
  hostKilledPolling: 'host killed while it polled',
  hostKilledBefore: 'host killed before the task started',
  hostKilledRunning: 'host killed while the task ran',
  hostKilledWithResult: 'host killed with the result in memory',
  leaseOver: 'lease ran out while engine or host was down',
} as const;

export const broken = {
  resultLost: 'result lost',
  storedLost: 'stored result lost',
  acceptedLost: 'accepted result lost',
  stranded: 'polled by a living host and never started',
  forgotten: 'running in a living host and never ended',
  leaseLost: 'lease ran out beside a living engine and host',
  handedToNobody: 'handed out, and seen by nobody',
  unexpected: 'ended as nothing here should',
} as const;

export type Cause = keyof typeof causes | keyof typeof broken;

export interface Attempt {
  readonly task: EngineTask;
  readonly cause: Cause;
  /** The step had begun to run in this attempt: the next one ran it again. */
  readonly hadRun: boolean;
  /** Milliseconds between the end of the task and the kill of its host. */
  readonly resultAgeMs: number | null;
}

export interface Evidence {
  readonly workflows: readonly EngineWorkflow[];
  readonly prefix: string;
  readonly work: ReadonlyMap<string, Work>;
  readonly journal: {
    handOversOf(taskId: string): readonly HandOver[];
    acceptedAt(taskId: string): number | undefined;
  };
  readonly hostKills: readonly HostKill[];
  /** Milliseconds since 1970. */
  readonly engineKills: readonly number[];
}

export interface Verdict {
  readonly workflows: number;
  readonly completed: number;
  readonly steps: number;
  /** Attempts that the engine gave up, each with the cause. */
  readonly givenUp: readonly Attempt[];
  /** Tasks that are not over. */
  readonly stranded: readonly EngineTask[];
  /** Attempts that were executed more than once. */
  readonly ranTwice: readonly string[];
  /** Tasks that are completed without the result that their attempt gave. */
  readonly foreignResult: readonly EngineTask[];
}

/** Engine and proxy stamp the same moment a little apart. */
const slackMs = 250;
/** From the moment in which the engine marks a task as polled to the end of its answer. */
const answeringMs = 15_000;

/** What became of every attempt, from what engine, proxy, workers and outbox say. */
export function judge(evidence: Evidence): Verdict {
  const { workflows, prefix, work } = evidence;
  const tasks = workflows
    .flatMap((workflow) => workflow.tasks)
    .filter(({ taskDefName }) => taskDefName.startsWith(`${prefix}-`));
  const isOpen = ({ status }: EngineTask): boolean =>
    status === 'IN_PROGRESS' || status === 'SCHEDULED';
  return {
    workflows: workflows.length,
    completed: workflows.filter(({ status }) => status === 'COMPLETED').length,
    steps: tasks.filter(({ status }) => status === 'COMPLETED').length,
    givenUp: tasks
      .filter((task) => task.status !== 'COMPLETED' && !isOpen(task))
      .map((task) => explain(task, evidence)),
    stranded: tasks.filter(isOpen),
    foreignResult: tasks.filter(
      ({ status, taskId, outputData }) => status === 'COMPLETED' && outputData?.by !== taskId,
    ),
    ranTwice: [...work].filter(([, { starts }]) => starts > 1).map(([taskId]) => taskId),
  };
}

function explain(task: EngineTask, evidence: Evidence): Attempt {
  const work = evidence.work.get(task.taskId);
  const attempt = { task, hadRun: work !== undefined, resultAgeMs: null };
  if (task.status !== 'TIMED_OUT') return { ...attempt, cause: 'unexpected' };
  if (work === undefined) return { ...attempt, cause: neverStarted(task, evidence) };
  if (work.endedAt === null) return { ...attempt, cause: neverEnded(task, work, evidence) };
  const kill = killOf(work.pid, work.endedAt, evidence);
  const cause = ended(task, work.endedAt, kill, evidence);
  const resultAgeMs = kill === undefined ? null : kill.at - work.endedAt;
  return { ...attempt, cause, resultAgeMs };
}

function neverStarted(task: EngineTask, { journal, hostKills, engineKills }: Evidence): Cause {
  const last = journal.handOversOf(task.taskId).at(-1);
  if (last?.way === 'cut') return 'answerCut';
  if (last?.way === 'unheard') return 'hostKilledPolling';
  if (last !== undefined) {
    // An answer may still go to a socket whose process has just been killed.
    const killed = hostKills.some(({ at }) => at >= last.connectedAt && at <= overAt(task));
    return killed ? 'hostKilledBefore' : 'stranded';
  }
  const startedAt = task.startTime ?? 0;
  const killed = engineKills.some(
    (at) => at >= startedAt - slackMs && at < startedAt + answeringMs,
  );
  return killed ? 'engineKilledAnswering' : 'handedToNobody';
}

function neverEnded(task: EngineTask, work: Work, evidence: Evidence): Cause {
  if (killOf(work.pid, work.startedAt, evidence) !== undefined) return 'hostKilledRunning';
  const { abortedAt } = work;
  const toldInTime = abortedAt !== null && abortedAt >= overAt(task) - slackMs;
  return toldInTime ? lease(task, evidence) : 'forgotten';
}

function ended(
  task: EngineTask,
  endedAt: number,
  kill: HostKill | undefined,
  evidence: Evidence,
): Cause {
  const acceptedAt = evidence.journal.acceptedAt(task.taskId);
  const stored = evidence.hostKills.some((each) => each.stored.has(task.taskId));
  // Both came too late: the engine said 200 and went on with the next attempt.
  if (acceptedAt !== undefined && acceptedAt >= overAt(task) - slackMs)
    return lease(task, evidence);
  if (endedAt >= overAt(task) - slackMs) return lease(task, evidence);
  if (acceptedAt !== undefined) return 'acceptedLost';
  if (stored) return 'storedLost';
  return kill === undefined ? 'resultLost' : 'hostKilledWithResult';
}

function lease(task: EngineTask, { hostKills, engineKills }: Evidence): Cause {
  const kills = [...engineKills, ...hostKills.map(({ at }) => at)];
  const down = kills.some((at) => at >= (task.startTime ?? 0) && at <= overAt(task));
  return down ? 'leaseOver' : 'leaseLost';
}

/** The kill that ended this process, if it came later. */
function killOf(pid: number, since: number, { hostKills }: Evidence): HostKill | undefined {
  return hostKills.find((kill) => kill.pid === pid && kill.at >= since - slackMs);
}

/** When the engine gave the attempt up. */
function overAt({ endTime, updateTime }: EngineTask): number {
  return endTime !== undefined && endTime > 0 ? endTime : (updateTime ?? 0);
}
