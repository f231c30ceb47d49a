/** The value below which a share of the others lies; NaN of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const upper = Math.floor(sorted.length / 2);
  const high = sorted[upper] ?? NaN;
  return sorted.length % 2 === 1 ? high : (high + (sorted[upper - 1] ?? NaN)) / 2;
}

/** `median [least–most]`. */
export function spread(values: readonly number[], format: (value: number) => string): string {
  const range = `${format(Math.min(...values))}–${format(Math.max(...values))}`;
  return `${format(median(values))} [${range}]`;
}
