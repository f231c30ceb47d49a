export { ManualClock } from '../dev-server/clock.ts';
export type { Clock, Timer } from '../dev-server/clock.ts';
export { startDevServer } from '../dev-server/dev-server.ts';
export type { DevServer, DevServerOptions } from '../dev-server/dev-server.ts';
export type { FailingAnswer, FaultFilter } from '../dev-server/faults.ts';
export type { StartOptions } from '../dev-server/workflow-control.ts';
export type { WaitOptions } from '../dev-server/workflow-waiting.ts';
export type { TaskView } from '../dev-server/task-view.ts';
export type { WorkflowView } from '../dev-server/workflow-view.ts';
