import type { MessagePort } from 'node:worker_threads';
import type { LogLine } from '../task/log-line.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import type { TraceCarrier } from '../task/trace-carrier.ts';
import type { TaskLogRecord } from './execution-pool.ts';

/** How a thread finds its worker: the module to import, and which of that module's workers it is. */
export interface WorkerReference {
  /** Absolute path. */
  readonly file: string;
  readonly names: readonly string[];
  readonly domain: string | null;
}

/** What starts a session. */
export interface SessionInit {
  readonly port: MessagePort;
  readonly reference: WorkerReference;
  /** Several tasks may run on the thread at once. */
  readonly shared: boolean;
  /** Least level of `context.logger`: what lies below it stays in the thread. */
  readonly logLevel: string;
}

export interface TaskMessage {
  readonly taskId: string;
  /** JSON text, where the source gave it as such. */
  readonly task: Task | string;
  readonly workerName: string;
  readonly limitMs: number | null;
  readonly trace?: TraceCarrier;
}

/** Host to thread. */
export type SessionCommand =
  | { readonly kind: 'tasks'; readonly tasks: readonly TaskMessage[] }
  | { readonly kind: 'cancel'; readonly taskId: string; readonly reason: string }
  /** Asks for `measured`. `askedAt` in milliseconds since 1970: clocks of two threads share no other zero. */
  | { readonly kind: 'measure'; readonly askedAt: number }
  | { readonly kind: 'log-level'; readonly level: string }
  | { readonly kind: 'end' };

/** Thread to host. */
export type SessionReport =
  | { readonly kind: 'ready'; readonly threadId: number }
  /** The worker's code can't be loaded: the session ends. */
  | { readonly kind: 'unusable'; readonly file: string; readonly message: string }
  /** Sent for tasks with a limit only, which counts from here. */
  | { readonly kind: 'started'; readonly taskId: string }
  | {
      readonly kind: 'ended';
      readonly outcomes: readonly (readonly [taskId: string, outcome: Outcome])[];
    }
  | { readonly kind: 'line'; readonly taskId: string; readonly line: LogLine }
  | { readonly kind: 'measured'; readonly delayMs: number; readonly heapUsed: number }
  | { readonly kind: 'record'; readonly taskId: string; readonly record: TaskLogRecord }
  /** An uncaught exception or rejection: nothing new should run here. `message` is set when no running task answers for it. */
  | { readonly kind: 'tainted'; readonly message: string | null };
