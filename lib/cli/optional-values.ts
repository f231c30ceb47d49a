const words = /^(true|false|yes|no|on|off|1|0)$/i;
const moduleFile = /\.[mc]?[jt]s$/i;

/** Flags that may stand alone, with the value they then have; and what a value of theirs looks like. */
const alone: Record<string, { value: string; takes: (next: string) => boolean }> = {
  '--tls-insecure': { value: 'true', takes: (next) => words.test(next) },
  '--log-payloads': { value: 'true', takes: (next) => words.test(next) },
  '--env-file': { value: '.env', takes: (next) => !next.startsWith('-') && !moduleFile.test(next) },
};

/**
 * Writes flags whose value may be left out as `--flag=value`. A parser can't tell whether what
 * follows is such a flag's value or the next argument (`--log-payloads workers.ts`).
 */
export function joinOptionalValues(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (arg === '--') return [...joined, ...args.slice(index)];
    const flag = Object.hasOwn(alone, arg) ? alone[arg] : undefined;
    const next = args[index + 1];
    if (flag === undefined) joined.push(arg);
    else if (next !== undefined && flag.takes(next)) {
      joined.push(`${arg}=${next}`);
      index++;
    } else joined.push(`${arg}=${flag.value}`);
  }
  return joined;
}
