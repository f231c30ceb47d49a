const quote = 34;
const comma = 44;
const openBracket = 91;
const backslash = 92;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/**
 * Finds its way through compact JSON text without parsing it. Believes that the text is JSON:
 * everything here gives -1 where it sees that it is not, which is not everywhere.
 */

/** The position behind the string that starts at `start`. */
export function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    // Pairs of backslashes stand for themselves; the odd one would make the quote part of the string.
    if ((end - before) % 2 === 1) return end + 1;
  }
  return -1;
}

/** The position behind the value that starts at `start`. */
export function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start);
  if (first === openBrace || first === openBracket) return endOfNested(text, start);
  let end = start;
  while (isPlain(text.charCodeAt(end))) end++;
  return end === start ? -1 : end;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at >= 0 && at < text.length) {
    const char = text.charCodeAt(at);
    if (char === quote) {
      at = endOfString(text, at);
      continue;
    }
    at++;
    if (char === openBrace || char === openBracket) depth++;
    else if ((char === closeBrace || char === closeBracket) && --depth === 0) return at;
  }
  return -1;
}

/** Part of a number, true, false or null. */
function isPlain(char: number): boolean {
  return char > 32 && char !== comma && char !== closeBrace && char !== closeBracket;
}
