import type { TracerProvider } from '@opentelemetry/api';

/** Less than a thread is given to end, when its pool stops. */
const flushMs = 800;

/** Not part of OpenTelemetry's API, but of every SDK. */
interface Flushable {
  readonly forceFlush?: () => Promise<void>;
  /** What stands in for the provider that was registered. */
  readonly getDelegate?: () => Flushable;
}

/** Has the SDK export what it holds, before the thread or the process ends. Never rejects. */
export async function flushSpans(registered: TracerProvider & Flushable): Promise<void> {
  const provider: Flushable = registered.getDelegate?.() ?? registered;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, flushMs)));
  try {
    await Promise.race([provider.forceFlush?.(), late]);
  } catch (error) {
    process.emitWarning(`The last spans could not be exported: ${String(error)}`);
  } finally {
    clearTimeout(timer);
  }
}
