import type { Sample } from './metrics-definition.ts';

/** One sample, or none where the value is not known. */
export function known(labels: Sample['labels'], value: number | null): Sample[] {
  return value === null ? [] : [{ labels, value }];
}

/** Seconds since 1970 of an ISO 8601 time. */
export function seconds(time: string | null): number | null {
  return time === null ? null : Date.parse(time) / 1000;
}
