import { threadId } from 'node:worker_threads';
import { trace } from '@opentelemetry/api';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

/** One line of JSON per span. In production an OTLP exporter stands here. */
const lines = {
  export(spans, done) {
    for (const span of spans) {
      const { traceId, spanId } = span.spanContext();
      console.log(
        JSON.stringify({
          name: span.name,
          thread: threadId,
          traceId,
          spanId,
          parentId: span.parentSpanContext?.spanId ?? null,
          error: span.attributes['error.type'],
        }),
      );
    }
    done({ code: 0 });
  },
  shutdown: () => Promise.resolve(),
};

// Imported by the script and, through the workers' module, by every thread: each registers its own.
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(lines)] }).register();

export const tracer = trace.getTracer('orders');
