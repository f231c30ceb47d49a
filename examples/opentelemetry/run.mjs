import { context, propagation, SpanKind } from '@opentelemetry/api';
import { WorkerHost } from 'worker-host';
import { startDevServer } from 'worker-host/testing';
import { tracer } from './tracing.mjs';
import { charge, checkStock } from './workers.mjs';

const server = await startDevServer();
const input = (...names) =>
  Object.fromEntries(names.map((name) => [name, `\${workflow.input.${name}}`]));
server.registerWorkflow({
  name: 'order',
  version: 1,
  tasks: [
    {
      name: 'check_stock',
      taskReferenceName: 'check_stock',
      type: 'SIMPLE',
      // A workflow hands the trace on like any other input.
      inputParameters: input('item', 'count', 'traceparent', 'tracestate'),
    },
    {
      name: 'charge',
      taskReferenceName: 'charge',
      type: 'SIMPLE',
      inputParameters: input('customer', 'traceparent', 'tracestate'),
    },
  ],
});

const host = new WorkerHost([checkStock, charge], { serverUrl: server.url, outbox: 'off' });
await host.start();

// What follows runs once, in the host.
await tracer.startActiveSpan('place order', { kind: SpanKind.PRODUCER }, async (span) => {
  const carrier = {};
  propagation.inject(context.active(), carrier);
  const id = server.startWorkflow('order', {
    item: 'apples',
    count: 3,
    customer: 'Ada',
    ...carrier,
  });
  await server.waitForWorkflow(id);
  span.end();
});

await host.stop();
await server.stop();
