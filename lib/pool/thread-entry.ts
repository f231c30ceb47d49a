import { threadId } from 'node:worker_threads';
import { messageOf } from './envelope.ts';
import { TaskDesk } from './task-desk.ts';
import type { SessionCommand, SessionInit, SessionReport } from './thread-messages.ts';
import { threadWorker } from './thread-worker.ts';

/**
 * One session, in its thread: loads the worker, then takes tasks and gives outcomes over its port
 * until it is told to end. Only a session that ends leaves the thread to the pool.
 */
export default async function session({ port, reference, shared }: SessionInit): Promise<void> {
  const report = (message: SessionReport): void => port.postMessage(message);
  try {
    const worker = await threadWorker(reference);
    await new Promise<void>((end) => {
      const desk = new TaskDesk(worker, shared, report);
      port.on('message', (command: SessionCommand) => {
        if (command.kind === 'tasks') desk.take(command.tasks);
        else if (command.kind === 'cancel') desk.cancel(command.taskId, command.reason);
        else {
          desk.close();
          end();
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
