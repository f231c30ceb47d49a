import type { TaskState } from '../sources/task-source.ts';
import type { SourceError } from '../errors/source-error.ts';

/** What every event about a task carries. */
export interface TaskEvent {
  readonly worker: string;
  readonly taskType: string;
  readonly taskId: string;
  readonly workflowId: string;
}

export interface TaskEndEvent extends TaskEvent {
  /** Milliseconds from its start to its end. */
  readonly durationMs: number;
}

export interface TaskFailedEvent extends TaskEndEvent {
  readonly reason: string;
  /** False: it must not be tried again. */
  readonly retryable: boolean;
}

export interface LeaseEvent {
  readonly worker: string;
  readonly taskId: string;
  readonly workflowId: string;
}

/** The events of a `WorkerHost`. A listener that throws is logged and harms nothing. */
export interface WorkerHostEvents {
  /** Every runner polls. */
  'host:started': [event: { readonly workers: readonly string[] }];
  /** Polling stops; tasks in flight finish. */
  'host:draining': [event: { readonly inFlight: number }];
  /** Everything is over. */
  'host:stopped': [event: { readonly undelivered: number }];
  /** A poll brought tasks. */
  'tasks:polled': [event: { readonly worker: string; readonly count: number }];
  /** A poll failed; the next one comes after `retryMs`. */
  'poll:failed': [
    event: { readonly worker: string; readonly error: SourceError; readonly retryMs: number },
  ];
  'task:started': [event: TaskEvent];
  'task:completed': [event: TaskEndEvent];
  'task:failed': [event: TaskFailedEvent];
  /** The worker asked to get the task again after `seconds`. */
  'task:deferred': [event: TaskEndEvent & { readonly seconds: number }];
  /** A task that was not started went back to the queue. */
  'task:handed-back': [event: TaskEvent];
  /** A task is over in the engine, as `state` says: its signal is aborted, its result is dropped. */
  'task:cancelled': [event: TaskEvent & { readonly state: TaskState }];
  /** The engine accepted a result. */
  'result:accepted': [event: TaskEvent];
  /** The engine does not answer, or not now; the result is sent again after `retryMs`. */
  'result:retried': [
    event: TaskEvent & {
      readonly attempt: number;
      readonly retryMs: number;
      readonly error: SourceError;
    },
  ];
  /** The engine will never accept this result; it is given up. */
  'result:refused': [event: TaskEvent & { readonly error: SourceError }];
  /** The engine does not accept a result; it is in the outbox, and goes out until it is accepted. */
  'result:stored': [event: TaskEvent];
  /** The engine took a result, but its task was over before. */
  'result:ignored': [event: TaskEvent];
  /** A result was not accepted for `outbox_max_age`; it is given up. */
  'result:expired': [event: TaskEvent & { readonly storedSince: string }];
  /** The engine was told that a task is still worked on. */
  'lease:extended': [event: LeaseEvent];
  'lease:failed': [event: LeaseEvent & { readonly error: Error }];
  /** The engine has answered nothing for two seconds, or never: told once, until it is back. */
  'engine:lost': [event: { readonly error: SourceError }];
  /** The engine answers again. */
  'engine:back': [event: { readonly afterMs: number }];
  /** A thread died or could not be started. */
  'thread:failed': [event: { readonly worker: string; readonly error: Error }];
}
