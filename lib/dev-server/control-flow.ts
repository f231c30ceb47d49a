import { switchCase } from './conditions.ts';
import { resolveTemplate } from './expressions.ts';
import type { JsonObject } from './json-values.ts';
import { parseCondition } from './loop-condition.ts';
import { isSuccessful } from './task-record.ts';
import type { TaskRecord } from './task-record.ts';
import { OUTSIDE_LOOPS } from './task-scheduling.ts';
import type { LoopPosition, TaskScheduling } from './task-scheduling.ts';
import type { WorkflowRecord } from './workflow-record.ts';
import type { WorkflowTask } from './workflow-task.ts';

/** `done`: everything before this point has ended well; `waiting`: some worker has to end a task first. */
export type Progress = 'done' | 'waiting';

/** A loop without worker tasks would otherwise spin for ever inside one request. */
const MOST_ITERATIONS = 10_000;

/**
 * Walks a workflow's definition from its start and schedules whatever can go on. The walk is repeated after
 * every change and remembers nothing: the task records say how far the workflow is.
 */
export class ControlFlow {
  readonly #workflow: WorkflowRecord;
  readonly #scheduling: TaskScheduling;
  readonly #now: number;

  constructor(workflow: WorkflowRecord, scheduling: TaskScheduling, now: number) {
    this.#workflow = workflow;
    this.#scheduling = scheduling;
    this.#now = now;
  }

  advance(): Progress {
    return this.#sequence(this.#workflow.definition.tasks, OUTSIDE_LOOPS);
  }

  #sequence(tasks: readonly WorkflowTask[], position: LoopPosition): Progress {
    for (const task of tasks) if (this.#task(task, position) === 'waiting') return 'waiting';
    return 'done';
  }

  #task(task: WorkflowTask, position: LoopPosition): Progress {
    const record = this.#workflow.newest.get(task.taskReferenceName + position.suffix);
    switch (task.type) {
      case 'SIMPLE':
        return this.#simple(task, position, record);
      case 'FORK_JOIN':
        return this.#fork(task, position, record);
      case 'JOIN':
        return this.#join(task, position, record);
      case 'SWITCH':
        return this.#switch(task, position, record);
      case 'DO_WHILE':
        return this.#doWhile(task, position, record);
    }
  }

  #simple(task: WorkflowTask, position: LoopPosition, record: TaskRecord | undefined): Progress {
    if (record !== undefined) return isSuccessful(record) ? 'done' : 'waiting';
    this.#scheduling.workerTask(this.#workflow, task, position);
    return 'waiting';
  }

  /** The branches run on beside what follows; the JOIN is what waits for them. */
  #fork(task: WorkflowTask, position: LoopPosition, record: TaskRecord | undefined): Progress {
    if (record === undefined) {
      this.#scheduling.systemTask(this.#workflow, task, position, { status: 'COMPLETED' });
    }
    for (const branch of task.forkTasks) this.#sequence(branch, position);
    return 'done';
  }

  #join(task: WorkflowTask, position: LoopPosition, existing: TaskRecord | undefined): Progress {
    const inputData = { joinOn: task.joinOn };
    const record =
      existing ??
      this.#scheduling.systemTask(this.#workflow, task, position, {
        status: 'IN_PROGRESS',
        inputData,
      });
    if (isSuccessful(record)) return 'done';
    const joined = task.joinOn.map((reference) =>
      this.#workflow.newest.get(reference + position.suffix),
    );
    if (!joined.every((branch) => branch !== undefined && isSuccessful(branch))) return 'waiting';
    const outputs = joined.flatMap((branch) =>
      branch === undefined ? [] : [[branch.referenceTaskName, branch.outputData]],
    );
    this.#complete(record, Object.fromEntries(outputs) as JsonObject);
    return 'done';
  }

  #switch(task: WorkflowTask, position: LoopPosition, existing: TaskRecord | undefined): Progress {
    const record = existing ?? this.#decideSwitch(task, position);
    const taken = task.decisionCases[String(record.outputData.selectedCase)] ?? task.defaultCase;
    return this.#sequence(taken, position);
  }

  #decideSwitch(task: WorkflowTask, position: LoopPosition): TaskRecord {
    const input = resolveTemplate(task.inputParameters, this.#workflow);
    const selectedCase = switchCase(task, input);
    return this.#scheduling.systemTask(this.#workflow, task, position, {
      status: 'COMPLETED',
      inputData: { ...input, case: selectedCase },
      outputData: { evaluationResult: [selectedCase], selectedCase },
    });
  }

  #doWhile(task: WorkflowTask, position: LoopPosition, existing: TaskRecord | undefined): Progress {
    const record = existing ?? this.#startLoop(task, position);
    if (isSuccessful(record)) return 'done';
    for (let iteration = record.iteration; iteration <= MOST_ITERATIONS; iteration += 1) {
      record.iteration = iteration;
      const inside = { suffix: `${position.suffix}__${iteration}`, iteration };
      if (this.#sequence(task.loopOver, inside) === 'waiting') return 'waiting';
      const outputs = this.#outputsOf(task.loopOver, inside);
      record.outputData = { ...record.outputData, iteration, [String(iteration)]: outputs };
      const scope = {
        ...record.inputData,
        ...outputs,
        [task.taskReferenceName]: record.outputData,
      };
      if (!parseCondition(task.loopCondition ?? '', task.taskReferenceName)(scope)) {
        this.#complete(record, record.outputData);
        return 'done';
      }
    }
    record.status = 'FAILED_WITH_TERMINAL_ERROR';
    record.reasonForIncompletion = `The loop has not ended after ${MOST_ITERATIONS} iterations, the dev-server's limit.`;
    return 'waiting';
  }

  #startLoop(task: WorkflowTask, position: LoopPosition): TaskRecord {
    const record = this.#scheduling.systemTask(this.#workflow, task, position, {
      status: 'IN_PROGRESS',
      inputData: resolveTemplate(task.inputParameters, this.#workflow),
    });
    record.iteration = 1;
    return record;
  }

  #outputsOf(tasks: readonly WorkflowTask[], { suffix }: LoopPosition): JsonObject {
    const outputs: JsonObject = {};
    for (const { taskReferenceName } of tasks) {
      const record = this.#workflow.newest.get(taskReferenceName + suffix);
      if (record !== undefined) outputs[taskReferenceName] = record.outputData;
    }
    return outputs;
  }

  #complete(record: TaskRecord, output: JsonObject): void {
    record.status = 'COMPLETED';
    record.outputData = output;
    record.executed = true;
    record.endTime = this.#now;
    record.updateTime = this.#now;
  }
}
