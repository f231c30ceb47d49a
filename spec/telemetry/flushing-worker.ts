import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { trace } from '@opentelemetry/api';
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
} from '@opentelemetry/sdk-trace-node';
import { defineWorker } from '../../lib/worker/define-worker.ts';

class FileExporter extends InMemorySpanExporter {
  override export(...[spans, done]: Parameters<InMemorySpanExporter['export']>): void {
    for (const { name, attributes } of spans) writeFileSync(String(attributes.file), name);
    super.export(spans, done);
  }
}

// Holds spans back for five seconds.
if (!isMainThread)
  new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(new FileExporter())],
  }).register();

/** Its span, when it is exported, is written to the file that the input names. */
export default defineWorker(
  'flushed',
  ({ inputData: { file } }) => {
    const attributes = { file: String(file) };
    trace.getTracer('a worker').startSpan('own', { attributes }).end();
  },
  { pollingInterval: 5, pollTimeout: 20 },
);
