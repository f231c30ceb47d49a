/** A value that has no place in JSON. The message names the key and the kind. */
export class UnserializableError extends Error {}

/**
 * JSON text of a worker's output, always that of an object: any other value becomes `{"result":…}`.
 *
 * `JSON.stringify` drops functions and symbols without a word and gives no path for the rest, so
 * the value is walked first. `undefined` members, `Date` and `toJSON` follow `JSON.stringify`.
 *
 * @throws UnserializableError
 */
export function serializeOutput(value: unknown): string {
  if (value === undefined) return '{}';
  checkValue(value, 'result', '', []);
  const text = stringify(value);
  if (text === undefined) return '{}';
  return text.startsWith('{') ? text : `{"result":${text}}`;
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw new UnserializableError(
      `The result can't be written as JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function checkValue(value: unknown, path: string, key: string, ancestors: object[]): void {
  switch (typeof value) {
    case 'bigint':
      if ('toJSON' in BigInt.prototype) return; // Some programs teach it to JSON.
      throw problem(path, 'a BigInt', 'Convert it to a string or a number');
    case 'function':
      throw problem(path, 'a function', 'Return data only');
    case 'symbol':
      throw problem(path, 'a symbol', 'Return data only');
    case 'object':
      if (value !== null) checkObject(value, path, key, ancestors);
  }
}

function checkObject(value: object, path: string, key: string, ancestors: object[]): void {
  if (value instanceof Date) return;
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON !== 'function') {
    checkMembers(value, path, ancestors);
    return;
  }
  // What it gives is written as it is: its own `toJSON`, if it has one, is not called.
  const given: unknown = toJSON.call(value, key);
  if (typeof given === 'object' && given !== null) checkMembers(given, path, ancestors);
  else checkValue(given, path, key, ancestors);
}

function checkMembers(value: object, path: string, ancestors: object[]): void {
  if (ancestors.includes(value)) throw problem(path, 'a circular reference', 'Return a tree');
  if (ancestors.length > 500) throw problem(path, 'nested more than 500 levels deep', 'Flatten it');
  ancestors.push(value);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const member: unknown = value[i];
      if (needsCheck(member)) checkValue(member, `${path}[${i}]`, String(i), ancestors);
    }
  } else {
    for (const key of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[key];
      if (needsCheck(member)) checkValue(member, `${path}.${key}`, key, ancestors);
    }
  }
  ancestors.pop();
}

// Spares the path of every plain member, which is most of them.
function needsCheck(value: unknown): boolean {
  const type = typeof value;
  return type === 'object' || type === 'bigint' || type === 'function' || type === 'symbol';
}

function problem(path: string, kind: string, advice: string): UnserializableError {
  return new UnserializableError(`${path} is ${kind}, which JSON can't hold. ${advice}.`);
}
