const keptMs = 15 * 60_000;

/** The samples of the last 15 minutes, oldest first. */
export class History {
  samples = [];

  clear() {
    this.samples = [];
  }

  add(samples) {
    const all = [...this.samples, ...samples];
    const oldest = (all.at(-1)?.at ?? 0) - keptMs;
    this.samples = all.filter(({ at }) => at > oldest);
  }

  /** Sums over all workers of the last minute, per second. */
  lastMinute() {
    const recent = this.samples.slice(-12);
    const seconds = recent.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    const all = recent.flatMap(({ workers }) => Object.values(workers));
    const perSecond = (key) => all.reduce((sum, worker) => sum + worker[key], 0) / (seconds || 1);
    return { known: seconds > 0, completed: perSecond('completed'), failed: perSecond('failed') };
  }
}
