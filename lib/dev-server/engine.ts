import type { Clock } from './clock.ts';
import { HeldPolls } from './held-polls.ts';
import { State } from './state.ts';
import { STORAGE_RULES } from './storage-rules.ts';
import type { Storage } from './storage-rules.ts';
import { TaskPolling } from './task-polling.ts';
import { TaskScheduling } from './task-scheduling.ts';
import { TaskUpdates } from './task-updates.ts';
import { WorkflowControl } from './workflow-control.ts';
import { WorkflowExecution } from './workflow-execution.ts';

/** The dev-server without its HTTP: routes call its parts, its parts change the state. */
export class Engine {
  readonly clock: Clock;
  readonly state: State;
  readonly scheduling: TaskScheduling;
  readonly execution: WorkflowExecution;
  readonly control: WorkflowControl;
  readonly polling: TaskPolling;
  readonly updates: TaskUpdates;
  readonly #held: HeldPolls;
  readonly #stopping = new AbortController();

  constructor(clock: Clock, storage: Storage) {
    this.clock = clock;
    const rules = STORAGE_RULES[storage];
    this.state = new State(() => clock.now(), rules);
    this.scheduling = new TaskScheduling(this.state, clock);
    this.execution = new WorkflowExecution(this.state, clock, this.scheduling);
    this.control = new WorkflowControl(this.state, clock, this.scheduling, this.execution);
    this.#held = new HeldPolls(this.state.queues, clock, rules);
    this.polling = new TaskPolling(this.state, clock, this.#held, this.execution);
    this.updates = new TaskUpdates(this.state, clock, this.scheduling, this.execution);
  }

  /** Aborted by `stop`. */
  get stopped(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Ends held polls with what they have and cancels every timer. */
  stop(): void {
    this.#stopping.abort();
    this.#held.close();
    this.execution.stop();
  }
}
