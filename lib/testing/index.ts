export { ManualClock, startDevServer } from './start-dev-server.ts';
export type {
  Clock,
  DevServer,
  DevServerOptions,
  FailingAnswer,
  FaultFilter,
  StartOptions,
  TaskView,
  Timer,
  WaitOptions,
  WorkflowView,
} from './start-dev-server.ts';
export { runTask } from './run-task.ts';
export type { RunTaskOptions, RunTaskResult } from './run-task.ts';
