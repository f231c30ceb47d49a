/** The known word that `word` most likely stands for; null when none is near. */
export function didYouMean(word: string, known: Iterable<string>): string | null {
  const wanted = plain(word);
  // Long words are never near, and comparing them costs the product of the lengths.
  if (wanted.length > 80) return null;
  let best: string | null = null;
  // Of a word as short as "on" two letters are all: "off" is not near.
  const farthest = Math.max(wanted.length > 3 ? 2 : 1, Math.floor(wanted.length / 3));
  let bestDistance = farthest + 1;
  for (const candidate of known) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, other);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Without what people vary: case, dashes, dots, spaces. `pollingInterval` and `POLLING-INTERVAL` are `pollinginterval`. */
export function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function editDistance(left: string, right: string): number {
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replace = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const insert = (current[column - 1] ?? 0) + 1;
      const remove = (previous[column] ?? 0) + 1;
      current.push(Math.min(replace, insert, remove));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}
