import { createRequire } from 'node:module';
import type * as Api from '@opentelemetry/api';
import type { TraceCarrier } from '../task/trace-carrier.ts';

const require = createRequire(import.meta.url);

/**
 * Runs a function in the trace that was handed over: spans made in it, also later on, become
 * children of the task's. Without an SDK in this thread it just runs.
 */
export function joinTrace<T>(carrier: TraceCarrier, run: () => T): T {
  // Not imported: threads without tracing must not load it, and a task can't wait for it.
  const { context, propagation, ROOT_CONTEXT } = require('@opentelemetry/api') as typeof Api;
  return context.with(propagation.extract(ROOT_CONTEXT, carrier), run);
}
