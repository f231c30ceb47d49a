import { threadId } from 'node:worker_threads';
import { messageOf } from './envelope.ts';
import { flushJoined } from './join-trace.ts';
import { TaskDesk } from './task-desk.ts';
import type { SessionCommand, SessionInit, SessionReport } from './thread-messages.ts';
import { threadWorker } from './thread-worker.ts';

/**
 * One session, in its thread: loads the worker, then takes tasks and gives outcomes over its port
 * until it is told to end. Only a session that ends leaves the thread to the pool.
 */
export default async function session(init: SessionInit): Promise<void> {
  const { port, reference } = init;
  const report = (message: SessionReport): void => port.postMessage(message);
  try {
    const worker = await threadWorker(reference);
    await new Promise<void>((end) => {
      const desk = new TaskDesk(worker, init, report);
      port.on('message', (command: SessionCommand) => {
        switch (command.kind) {
          case 'tasks':
            desk.take(command.tasks);
            break;
          case 'cancel':
            desk.cancel(command.taskId, command.reason);
            break;
          case 'log-level':
            desk.logLevel = command.level;
            break;
          case 'measure':
            report(measure(command.askedAt));
            break;
          case 'end':
            desk.close();
            void flushJoined().then(end);
        }
      });
      report({ kind: 'ready', threadId });
    });
  } catch (error) {
    report({ kind: 'unusable', file: reference.file, message: messageOf(error) });
  } finally {
    port.close();
  }
}

/** The message itself is the probe: it waited as long as anything that this thread should see to. */
function measure(askedAt: number): SessionReport {
  return {
    kind: 'measured',
    delayMs: Math.max(0, Date.now() - askedAt),
    heapUsed: process.memoryUsage().heapUsed,
  };
}
