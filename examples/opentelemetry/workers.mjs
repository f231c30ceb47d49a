import { SpanStatusCode } from '@opentelemetry/api';
import { NonRetryableError, defineWorker } from 'worker-host';
import { tracer } from './tracing.mjs';

// A host that stops waits for its held polls: an example should end soon.
const options = { pollTimeout: 200 };
const stock = { apples: 12, pears: 0 };

/** Looks into the stock; its two steps are spans beneath that of the task. */
export const checkStock = defineWorker(
  'check_stock',
  (task) =>
    tracer.startActiveSpan('look into the stock', async (span) => {
      const available = stock[task.inputData.item] ?? 0;
      span.setAttribute('stock.available', available);
      const reserved = await reserve(Math.min(available, task.inputData.count));
      span.end();
      return { reserved };
    }),
  options,
);

/** Fails, so that there is a failed span to look at. */
export const charge = defineWorker(
  'charge',
  (task) => {
    throw new NonRetryableError(`no card on file for ${task.inputData.customer}`);
  },
  options,
);

function reserve(count) {
  return tracer.startActiveSpan('reserve', async (span) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (count === 0) span.setStatus({ code: SpanStatusCode.ERROR, message: 'nothing is left' });
    span.end();
    return count;
  });
}
