import type { Logger } from './logger-interface.ts';
import type { Tracing } from './tracing.ts';

/** Where OpenTelemetry's API, version 1, keeps what an SDK has registered: one place for all copies of the API. */
const registry = Symbol.for('opentelemetry.js.api.1');

/** Loads OpenTelemetry where an SDK is at work; elsewhere a host starts without it. */
export async function loadTracing(version: string, logger: Logger): Promise<Tracing | null> {
  if (!(registry in globalThis)) return null;
  const { openTracing } = await import('./tracing.ts');
  return openTracing(version, logger);
}
