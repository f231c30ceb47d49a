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
