import { isMainThread } from 'node:worker_threads';
import { trace, type SpanContext } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan } from '@opentelemetry/sdk-trace-node';
import { defineWorker } from '../../lib/worker/define-worker.ts';

/** What `execute` saw. */
export interface Seen {
  /** Of the span that was active when it began. */
  readonly active?: SpanContext;
  /** Of the span that it made, after a turn of the event loop. */
  readonly own: SpanContext;
  readonly parentOfOwn?: string;
}

// The provider of the host is the spec's.
if (!isMainThread) new NodeTracerProvider().register();

export async function lookAround(ms: number): Promise<Seen> {
  const active = trace.getActiveSpan()?.spanContext();
  await new Promise((resolve) => setTimeout(resolve, ms));
  const own = trace.getTracer('a worker').startSpan('own');
  own.end();
  const { parentSpanContext } = own as unknown as ReadableSpan;
  return {
    ...(active && { active }),
    own: own.spanContext(),
    ...(parentSpanContext && { parentOfOwn: parentSpanContext.spanId }),
  };
}

export default defineWorker('traced', ({ inputData }) => lookAround(Number(inputData.ms ?? 0)), {
  pollingInterval: 5,
  pollTimeout: 20,
  concurrency: 4,
});
