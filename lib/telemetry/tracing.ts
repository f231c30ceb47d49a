import {
  propagation,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import type { Context, Tracer } from '@opentelemetry/api';
import type { Task } from '../task/task.ts';
import type { Logger } from './logger-interface.ts';
import { processAttributes, schemaUrl } from './trace-attributes.ts';
import { TracedTask, type Guard } from './traced-task.ts';

/** Makes the spans of tasks, with the SDK that the user has registered. */
export class Tracing {
  readonly #tracer: Tracer;
  readonly #logger: Logger;
  #failed = false;

  constructor(tracer: Tracer, logger: Logger) {
    this.#tracer = tracer;
    this.#logger = logger;
  }

  /** Starts the span of a task that is about to run. null when the SDK fails: it runs all the same. */
  start(task: Task): TracedTask | null {
    return this.#guard(() => this.#start(task)) ?? null;
  }

  #start(task: Task): TracedTask {
    const options = { kind: SpanKind.CONSUMER, attributes: processAttributes(task) };
    const parent = contextOf(task);
    const span = this.#tracer.startSpan(`process ${task.taskType}`, options, parent);
    const context = trace.setSpan(parent, span);
    const carrier: Record<string, string> = {};
    propagation.inject(context, carrier);
    return new TracedTask(task, span, {
      carrier,
      context,
      tracer: this.#tracer,
      guard: this.#guard,
    });
  }

  /** The SDK runs code of the user's (samplers, processors): what it throws must not reach a task. */
  readonly #guard: Guard = (call) => {
    try {
      return call();
    } catch (error) {
      if (!this.#failed) {
        this.#failed = true;
        this.#logger.error(
          { reason: String(error) },
          'a span could not be made; tasks run without, and later failures are not logged',
        );
      }
      return undefined;
    }
  };
}

/** @returns null when no tracer provider is registered: then nothing of tracing is called again. */
export function openTracing(version: string, logger: Logger): Tracing | null {
  const provider = trace.getTracerProvider();
  // What stands in for a missing provider makes spans, too, which record nothing.
  if (provider instanceof ProxyTracerProvider && !hasDelegate(provider)) return null;
  return new Tracing(provider.getTracer('worker-host', version, { schemaUrl }), logger);
}

function hasDelegate(provider: ProxyTracerProvider): boolean {
  return provider.getDelegateTracer('worker-host') !== undefined;
}

/** Where the task's input says that it comes from: its own fields, else those of its `headers`. */
function contextOf({ inputData }: Task): Context {
  const own = propagation.extract(ROOT_CONTEXT, inputData, fields);
  if (trace.getSpanContext(own) !== undefined) return own;
  const { headers } = inputData;
  if (typeof headers !== 'object' || headers === null) return own;
  return propagation.extract(own, lowerCased(headers), fields);
}

function lowerCased(headers: object): Record<string, unknown> {
  const entries: [string, unknown][] = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** Anything may be in an input. */
const fields = {
  get: (input: Record<string, unknown>, name: string): string | undefined => {
    const value = Object.hasOwn(input, name) ? input[name] : undefined;
    return typeof value === 'string' ? value : undefined;
  },
  keys: (input: Record<string, unknown>): string[] => Object.keys(input),
};
