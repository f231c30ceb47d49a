/**
 * Runs workers: a pool of threads for each, polling an engine for its tasks.
 *
 * ```ts
 * import { WorkerAbc, WorkerHost, type Task } from 'worker-host';
 *
 * class Greet extends WorkerAbc {
 *   execute(task: Task) {
 *     return { greeting: `Hello ${String(task.inputData.name)}` };
 *   }
 * }
 *
 * const host = new WorkerHost([new Greet('greet')], { serverUrl: 'http://localhost:8080/api' });
 * await host.start();
 * ```
 *
 * @module
 */
export { ModuleError } from './errors/module-error.ts';
export { NonRetryableError } from './errors/non-retryable-error.ts';
export { OutboxError } from './errors/outbox-error.ts';
export { OutboxHeldError } from './errors/outbox-held-error.ts';
export { ResultTooLargeError } from './errors/result-too-large-error.ts';
export { SettingsError } from './errors/settings-error.ts';
export { SourceError, type SourceErrorKind } from './errors/source-error.ts';
export { ThreadError } from './errors/thread-error.ts';
export { WorkerHostError } from './errors/worker-host-error.ts';
export type { LogLine } from './task/log-line.ts';
export type {
  EncodedResult,
  PollRequest,
  TaskReference,
  TaskSource,
  TaskState,
} from './sources/task-source.ts';
export type { Outcome } from './task/outcome.ts';
export { TaskResult } from './task/task-result.ts';
export { TaskStatus } from './task/task-status.ts';
export type { Task, TaskDefinition } from './task/task.ts';
export { defineWorker, type Execute } from './worker/define-worker.ts';
export type { TaskContext, TaskLogger } from './worker/task-context.ts';
export { WorkerAbc } from './worker/worker-abc.ts';
export type { WorkerOptions } from './worker/worker-options.ts';
export { WorkerHost } from './host/worker-host.ts';
export type {
  TaskEndEvent,
  TaskEvent,
  TaskFailedEvent,
  WorkerHostEvents,
} from './host/worker-host-events.ts';
export type { WorkerHostOptions } from './host/worker-host-options.ts';
export type { HostState, WorkerHostStatus, WorkerStatus } from './status/host-status.ts';
