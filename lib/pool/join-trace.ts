import { createRequire } from 'node:module';
import type * as Api from '@opentelemetry/api';
import type { TraceCarrier } from '../task/trace-carrier.ts';
import { flushSpans } from './flush-spans.ts';

const require = createRequire(import.meta.url);
/** null = no trace was joined in this thread. */
let api: typeof Api | null = null;

/**
 * Runs a function in the trace that was handed over: spans made in it, also later on, become
 * children of the task's. Without an SDK in this thread it just runs.
 */
export function joinTrace<T>(carrier: TraceCarrier, run: () => T): T {
  // Not imported: threads without tracing must not load it, and a task can't wait for it.
  api ??= require('@opentelemetry/api') as typeof Api;
  const { context, propagation, ROOT_CONTEXT } = api;
  return context.with(propagation.extract(ROOT_CONTEXT, carrier), run);
}

/** What an SDK holds back to export it later would be lost with the thread. */
export async function flushJoined(): Promise<void> {
  if (api !== null) await flushSpans(api.trace.getTracerProvider());
}
