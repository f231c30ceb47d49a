import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { SourceError } from '../errors/source-error.ts';
import type { Outcome } from '../task/outcome.ts';
import type { Task } from '../task/task.ts';
import { deliverAttributes } from './trace-attributes.ts';
import type { TraceCarrier } from '../task/trace-carrier.ts';

/** Runs a call into the user's SDK; gives undefined when that throws. */
export type Guard = <T>(call: () => T) => T | undefined;

/** How a traced task ended; `cancelled`: the engine wanted no result of it any more. */
export interface TracedEnd extends Pick<Outcome, 'reason' | 'timedOut'> {
  readonly kind: Outcome['kind'] | 'cancelled';
}

/** The span of one task, and those of its deliveries beneath it. */
export class TracedTask {
  /** Makes a thread's spans children of the task's. */
  readonly carrier: TraceCarrier;
  readonly #task: Task;
  readonly #span: Span;
  readonly #context: Context;
  readonly #tracer: Tracer;
  readonly #guard: Guard;

  constructor(
    task: Task,
    span: Span,
    {
      carrier,
      context,
      tracer,
      guard,
    }: { carrier: TraceCarrier; context: Context; tracer: Tracer; guard: Guard },
  ) {
    this.carrier = carrier;
    this.#task = task;
    this.#span = span;
    this.#context = context;
    this.#tracer = tracer;
    this.#guard = guard;
  }

  ended(end: TracedEnd): void {
    this.#guard(() => {
      this.#span.setAttribute('worker_host.outcome', end.kind);
      if (end.kind === 'failed' || end.kind === 'failed-for-good')
        fail(this.#span, end.timedOut === true ? 'timeout' : end.kind, end.reason);
      this.#span.end();
    });
  }

  /** One attempt to deliver the result, as a span that is active meanwhile: requests join it. */
  async deliver(attempt: () => Promise<void>): Promise<void> {
    const { taskType } = this.#task;
    const options = { kind: SpanKind.CLIENT, attributes: deliverAttributes(this.#task) };
    const span = this.#guard(() =>
      this.#tracer.startSpan(`deliver ${taskType}`, options, this.#context),
    );
    if (span === undefined) return attempt();
    try {
      await context.with(trace.setSpan(this.#context, span), attempt);
    } catch (error) {
      this.#guard(() => fail(span, typeOf(error), messageOf(error)));
      throw error;
    } finally {
      this.#guard(() => span.end());
    }
  }
}

function fail(span: Span, type: string, message: string | undefined): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, ...(message === undefined ? {} : { message }) });
}

function typeOf(error: unknown): string {
  if (error instanceof SourceError) return error.kind;
  return error instanceof Error ? error.name : 'unknown';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
