import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { SessionCommand, SessionReport } from './thread-messages.ts';

/** A thread that is stuck in native code ends when that returns. Longer than this nothing waits for it. */
const exitTimeoutMs = 2000;

/**
 * The host's end of a session's port. A thread that ends in whatever way closes the other end, and
 * what it sent before arrives before: so the close tells that the thread is gone, and all is known.
 */
export class SessionPort {
  /** The end that goes to the thread. */
  readonly far: MessagePort;
  readonly #near: MessagePort;
  readonly #receive: (report: SessionReport) => void;
  #closed = false;

  constructor(receive: (report: SessionReport) => void, onClose: () => void) {
    const { port1, port2 } = new MessageChannel();
    this.far = port2;
    this.#near = port1;
    this.#receive = receive;
    port1.on('message', receive);
    port1.once('close', () => {
      this.#closed = true;
      onClose();
    });
  }

  send(command: SessionCommand): void {
    this.#near.postMessage(command);
  }

  /** Takes what has arrived already, out of turn. */
  read(): void {
    // Of a closed port nothing is left, and to ask is fatal.
    while (!this.#closed) {
      const next = receiveMessageOnPort(this.#near) as { message: SessionReport } | undefined;
      if (next === undefined) return;
      this.#receive(next.message);
    }
  }

  /** Resolves when the thread is gone and all that it sent was received. To be called when its run is over. */
  async closed(): Promise<void> {
    if (this.#closed) return;
    // Where the run never came to a thread, the other end is still here.
    this.far.close();
    const late = setTimeout(() => {
      this.read();
      this.#near.close();
    }, exitTimeoutMs);
    await new Promise((resolve) => this.#near.once('close', resolve));
    clearTimeout(late);
  }
}
