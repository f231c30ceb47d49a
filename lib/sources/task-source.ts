import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';

export interface PollRequest {
  readonly taskType: string;
  readonly domain: string | null;
  readonly workerId: string;
  /** At most this many; 0 only tells the engine that somebody serves this queue. */
  readonly count: number;
  /** How long the engine may hold the poll while its queue is empty, in milliseconds. 0 = not at all. */
  readonly waitMs: number;
  /** The tasks go on to threads: they may be `TextTask`s. Default false. */
  readonly asText?: boolean;
}

/** Names a task to its engine. */
export interface TaskReference {
  readonly taskId: string;
  readonly workflowId: string;
}

/** A result in the engine's own words: plain data, the same bytes however often it is sent. */
export interface EncodedResult extends TaskReference {
  readonly taskType: string;
  readonly kind: Outcome['kind'];
  /** Request body of the result. */
  readonly body: string;
  /** Log lines that the body has no room for: sent before it, one by one. */
  readonly surplusLogs: readonly string[];
}

/**
 * What an engine says about a task.
 *
 * - `running`: handed out, and its result is waited for.
 * - `waiting`: in its queue, to be handed out.
 * - `completed`, `failed`, `cancelled`, `timed-out`: over; a result would be ignored.
 * - `gone`: unknown to the engine.
 */
export type TaskState =
  'running' | 'waiting' | 'completed' | 'failed' | 'cancelled' | 'timed-out' | 'gone';

/** What an engine tells of itself when it is asked. */
export interface EngineProbe {
  /** How far its clock is ahead of ours, in milliseconds, to about half a second; null when it does not say. */
  readonly clockSkewMs: number | null;
}

/**
 * Our side of an engine: all that a host knows of it.
 *
 * Every method rejects with a `SourceError`, whose `kind` says whether sending again can help.
 * Nothing here retries or waits by itself: pace and retries belong to the host.
 */
export interface TaskSource {
  /** For logs: kind and address, without secrets. */
  readonly description: string;

  /**
   * Takes tasks from a queue. May bring more than asked for. Is never aborted: the engine has
   * already handed over what the answer carries.
   */
  poll(request: PollRequest): Promise<readonly Task[]>;

  /** @throws ResultTooLargeError when the engine would not take it. */
  encode(task: Task, outcome: Outcome, workerId: string): EncodedResult;

  /** Resolves once the engine has accepted the result. Safe to call again with the same one. */
  deliver(result: EncodedResult): Promise<void>;

  /**
   * Gets the input that a poll left out, since it is kept in external storage.
   * Rejects with kind `refused` when it can't be had.
   */
  fetchInput(task: Task): Promise<Task>;

  /** Tells the engine that the task is still being worked on. */
  extendLease(task: TaskReference): Promise<void>;

  lookUp(task: TaskReference): Promise<TaskState>;

  /** Creates a missing definition of this task with the engine's defaults; replaces one that is there only with `overwrite`. */
  registerTask?(name: string, overwrite: boolean): Promise<void>;

  /** Whether the engine has a definition of this task. */
  isTaskDefined?(name: string): Promise<boolean>;

  /** Asks the engine something harmless, with our credentials: resolves when it answers as an engine does. */
  probe?(): Promise<EngineProbe>;

  /** Frees connections. Called once, when nothing is under way. */
  close(): Promise<void>;
}
