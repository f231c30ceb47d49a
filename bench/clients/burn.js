/**
 * Work for a processor: a fixed amount, so that threads that share a core take longer. Time by the
 * clock would pass for all of them at once.
 *
 * @param {number} steps
 */
export function burn(steps) {
  let state = 1;
  for (let step = 0; step < steps; step++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
  }
  return state;
}
