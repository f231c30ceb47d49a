/**
 * A trace context as the user's propagators write it, by field: `traceparent`, `tracestate`,
 * `baggage` where nothing else is set. Plain text, so that it can go to a thread.
 */
export type TraceCarrier = Readonly<Record<string, string>>;
