import { parseArgs, type ParseArgsConfig } from 'node:util';

/** `parseArgs`, where a wrong option ends the script with its message and exit code 2. */
export function commandLine<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
