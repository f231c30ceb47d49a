import { Buckets, secondsBounds } from './metrics-buckets.ts';
import type { MetricDefinition } from './metrics-definition.ts';

const most = 200;
const other = 'other';

/** Requests of one kind with one answer. */
interface Requests {
  readonly labels: { readonly method: string; readonly uri: string; readonly status: string };
  readonly times: Buckets;
}

/** How long requests to the engine took, by method, path and status. */
export class RequestMetrics {
  readonly #requests = new Map<string, Requests>();
  #last: Requests | null = null;

  observe(method: string, uri: string, status: string, ms: number): void {
    // Most often one like the one before, and the key takes longer than the counting.
    const last = this.#last?.labels;
    if (last?.uri !== uri || last.status !== status || last.method !== method)
      this.#last = this.#of(method, uri, status);
    this.#last?.times.observe(ms / 1000);
  }

  #of(method: string, uri: string, status: string): Requests {
    const key = `${method} ${uri} ${status}`;
    return this.#requests.get(key) ?? this.#add(key, { method, uri, status });
  }

  values(): Iterable<Requests> {
    return this.#requests.values();
  }

  #add(key: string, labels: Requests['labels']): Requests {
    if (this.#requests.size < most) return this.#set(key, labels);
    return (
      this.#requests.get(other) ?? this.#set(other, { method: other, uri: other, status: other })
    );
  }

  #set(key: string, labels: Requests['labels']): Requests {
    const requests = { labels, times: new Buckets(secondsBounds) };
    this.#requests.set(key, requests);
    return requests;
  }
}

export const requestMetrics: readonly MetricDefinition<RequestMetrics>[] = [
  {
    name: 'http_api_client_request_seconds',
    type: 'histogram',
    labels: ['method', 'uri', 'status'],
    help: 'Requests to the engine; status 0 = no answer.',
    read: function* (requests) {
      for (const { labels, times } of requests.values()) yield* times.samples(labels);
    },
  },
];
