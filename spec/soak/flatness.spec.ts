import { expect } from 'chai';
import { flatnessOf } from '../../scripts/soak/flatness.ts';
import type { Sample } from '../../scripts/soak/sample.ts';

/** Ten minutes, a sample every five seconds. */
function samples(change: (minute: number) => Partial<Sample>): Sample[] {
  return Array.from({ length: 121 }, (_, index) => ({
    at: index * 5000,
    rssMb: 200,
    heapMb: 50,
    handles: 30,
    threads: 4,
    loopDelayMs: { mean: 10, p99: 15 },
    accepted: index,
    pending: 0,
    stored: 0,
    ...change(index / 12),
  }));
}

describe('the flatness of a soak', () => {
  it('is given when nothing moves but for a while', () => {
    const { flat, text } = flatnessOf(samples((minute) => ({ rssMb: minute === 6 ? 900 : 200 })));
    expect(flat, text).to.equal(true);
    expect(text).to.match(/^flat: RSS 200 MB at 120 s, 200 MB at the end/);
  });

  it('does not hold minute one against the end', () => {
    expect(flatnessOf(samples((minute) => ({ rssMb: minute < 1 ? 100 : 200 }))).flat).to.equal(
      true,
    );
  });

  it('ends with memory that grows by more than a tenth', () => {
    const { flat, text } = flatnessOf(samples((minute) => ({ rssMb: 200 + 5 * minute })));
    expect(flat, text).to.equal(false);
    expect(text).to.match(/^NOT flat: RSS 209 MB at 120 s, 249 MB at the end \(\+19/);
  });

  it('ends with handles, threads, or delays that grow', () => {
    for (const change of [
      (minute: number) => ({ handles: 30 + Math.round(5 * minute) }),
      (minute: number) => ({ threads: minute < 5 ? 4 : 5 }),
      (minute: number) => ({ loopDelayMs: { mean: 10, p99: 15 + 10 * minute } }),
    ]) {
      expect(flatnessOf(samples(change)).flat).to.equal(false);
    }
  });
});
