import type { PollRequest } from '../task-source.ts';

/** Conductor answers 400 to a longer wait. */
const MAX_WAIT_MS = 5000;

/** Builds the paths of batch polls; the part that stays the same for one runner is encoded once. */
export class PollPaths {
  readonly #stems = new Map<string, string>();

  for(request: PollRequest): string {
    const count = Math.max(0, Math.floor(request.count));
    const wait = Math.min(MAX_WAIT_MS, Math.max(0, Math.round(request.waitMs)));
    return `${this.#stem(request)}&count=${count}&timeout=${wait}`;
  }

  #stem(request: PollRequest): string {
    const key = `${request.taskType}\0${request.domain ?? ''}\0${request.workerId}`;
    let stem = this.#stems.get(key);
    if (stem === undefined) {
      stem = `/tasks/poll/batch/${encodeURIComponent(request.taskType)}?workerid=${encodeURIComponent(request.workerId)}`;
      // An empty domain is not "no domain" to Conductor: it would poll the queue ":type".
      if (request.domain) stem += `&domain=${encodeURIComponent(request.domain)}`;
      this.#stems.set(key, stem);
    }
    return stem;
  }
}
