import { queueName } from './task-queues.ts';

/** Who polled last for a type and domain: the server's only sign that a worker lives. */
export interface PollDatum {
  readonly queueName: string;
  readonly domain?: string;
  readonly workerId?: string;
  readonly lastPollTime: number;
}

/** A domain is served when its last poll ended less than this ago. */
const ACTIVE_MS = 10_000;

/** One row per type and domain; the last poller wins. */
export class PollData {
  readonly #rows = new Map<string, PollDatum>();

  write(row: PollDatum): void {
    this.#rows.set(queueName(row.queueName, row.domain), row);
  }

  of(taskType: string): PollDatum[] {
    return this.all().filter((row) => row.queueName === taskType);
  }

  all(): PollDatum[] {
    return [...this.#rows.values()];
  }

  isActive(taskType: string, domain: string, now: number): boolean {
    const row = this.#rows.get(queueName(taskType, domain));
    return row !== undefined && now - row.lastPollTime < ACTIVE_MS;
  }
}
