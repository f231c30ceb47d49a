import { context, propagation, trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { eventually } from '../support/eventually.ts';

/** A real SDK, registered in this process, and what it exports. */
export class TracingScene {
  readonly exporter = new InMemorySpanExporter();

  constructor(...more: SpanProcessor[]) {
    new NodeTracerProvider({
      spanProcessors: [...more, new SimpleSpanProcessor(this.exporter)],
    }).register();
  }

  /** Other specs of this process must find none. */
  close(): void {
    trace.disable();
    context.disable();
    propagation.disable();
  }

  named(name: string): ReadableSpan[] {
    return this.exporter.getFinishedSpans().filter((span) => span.name === name);
  }

  /** Waits for so many spans of this name. */
  async spans(name: string, count: number): Promise<ReadableSpan[]> {
    await eventually(() => this.named(name).length === count);
    return this.named(name);
  }

  async span(name: string): Promise<ReadableSpan> {
    const [span] = await this.spans(name, 1);
    return span!;
  }
}
