import { burn } from '../clients/burn.js';

const steps = 2_000_000;

/** Steps of `burn` in a millisecond of this machine: the fastest of many runs, the others were disturbed. */
export function burnStepsPerMs(): number {
  let fastest = Infinity;
  for (let run = 0; run < 20; run++) {
    const start = performance.now();
    burn(steps);
    fastest = Math.min(fastest, performance.now() - start);
  }
  return steps / fastest;
}
