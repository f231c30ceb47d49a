import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from '../../task/task.ts';
import type { TaskContext } from '../../worker/task-context.ts';
import { WorkerAbc } from '../../worker/worker-abc.ts';

/** Fails for one order in eight at the first attempt: what the engine then does is part of the show. */
class ReserveStock extends WorkerAbc {
  override async execute(task: Task, { attempt }: TaskContext): Promise<object> {
    await sleep(5);
    if (attempt === 1 && Number(task.inputData.order) % 8 === 0) {
      throw new Error('the warehouse is busy');
    }
    return { reserved: true, attempt };
  }
}

/** Waits for another system, as most workers do: one thread has many of these in hand. */
class ChargePayment extends WorkerAbc {
  override async execute(task: Task, { signal }: TaskContext): Promise<object> {
    await sleep(40 + (Number(task.inputData.order) % 7) * 10, undefined, { signal });
    return { receipt: `R-${String(task.inputData.order)}` };
  }
}

/** Works the processor: the shortest round trip over eight stops, found by trying all. */
class PlanRoute extends WorkerAbc {
  override execute(task: Task): object {
    const stops = stopsOf(Number(task.inputData.order));
    return { kilometres: Math.round(shortestTrip(stops, stops[0] ?? [0, 0], stops.slice(1))) };
  }
}

type Stop = readonly [x: number, y: number];

function stopsOf(order: number): Stop[] {
  return Array.from({ length: 8 }, (_, index) => {
    const angle = (order + 1) * (index + 1) * 2.399963;
    return [50 * Math.sin(angle), 50 * Math.cos(angle * 1.7)];
  });
}

function shortestTrip(all: readonly Stop[], from: Stop, left: readonly Stop[]): number {
  if (left.length === 0) return distance(from, all[0] ?? from);
  return Math.min(
    ...left.map(
      (stop) =>
        distance(from, stop) +
        shortestTrip(
          all,
          stop,
          left.filter((other) => other !== stop),
        ),
    ),
  );
}

function distance([x, y]: Stop, [otherX, otherY]: Stop): number {
  return Math.hypot(x - otherX, y - otherY);
}

/** In the order of the pipeline. */
export const demoWorkers = [
  new ReserveStock({ taskDefinitionName: 'reserve_stock', concurrency: 10 }),
  new ChargePayment({ taskDefinitionName: 'charge_payment', concurrency: 20 }),
  new PlanRoute({ taskDefinitionName: 'plan_route', threads: 2 }),
];
