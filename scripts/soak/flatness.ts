import type { Sample } from './sample.ts';

export interface Flatness {
  readonly flat: boolean;
  /** One line, with the figures. */
  readonly text: string;
}

const windowMs = 30_000;
const rssShare = 0.1;
/** Sockets come and go with the requests under way. */
const handleSlack = 10;
/** Below this much the delay says nothing: the sampling itself costs some, neighbours more. */
const calmMs = 50;

/** Compares the last half minute with the half minute before minute two (of a short run: its middle). */
export function flatnessOf(samples: readonly Sample[]): Flatness {
  const first = samples[0]?.at ?? 0;
  const last = samples.at(-1)?.at ?? 0;
  const early = Math.min(120_000, (last - first) / 2);
  const before = windowEnding(samples, first + early);
  const after = windowEnding(samples, last);
  const growth = after.rss / before.rss - 1;
  const checks = [
    growth <= rssShare,
    after.handles <= before.handles + handleSlack,
    after.threads === before.threads,
    after.delay <= Math.max(calmMs, before.delay * 2),
  ];
  const flat = checks.every(Boolean);
  const at = `${Math.round(early / 1000)} s`;
  const text =
    `${flat ? 'flat' : 'NOT flat'}: ` +
    `RSS ${before.rss.toFixed(0)} MB at ${at}, ${after.rss.toFixed(0)} MB at the end (${signed(growth * 100)} %, +10 allowed); ` +
    `handles ${before.handles} and ${after.handles}; threads ${before.threads} and ${after.threads}; ` +
    `p99 of the event-loop delay ${before.delay.toFixed(1)} and ${after.delay.toFixed(1)} ms`;
  return { flat, text };
}

interface Window {
  readonly rss: number;
  readonly handles: number;
  readonly threads: number;
  readonly delay: number;
}

function windowEnding(samples: readonly Sample[], end: number): Window {
  const some = samples.filter(({ at }) => at <= end && at > end - windowMs);
  return {
    rss: median(some.map(({ rssMb }) => rssMb)),
    handles: median(some.map(({ handles }) => handles)),
    threads: median(some.map(({ threads }) => threads)),
    delay: median(some.map(({ loopDelayMs }) => loopDelayMs.p99)),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
