export { ManualClock, startDevServer } from './start-dev-server.ts';
export type {
  Clock,
  DevServer,
  DevServerOptions,
  FailingAnswer,
  FaultFilter,
  StartOptions,
  Timer,
  WaitOptions,
} from './start-dev-server.ts';
