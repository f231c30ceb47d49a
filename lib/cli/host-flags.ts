import type { Argv } from 'yargs';
import { HOST_SETTINGS } from '../settings/host-settings.ts';

/** What of the command line belongs to the flag layer of the settings. */
export interface HostFlags {
  /** Path of `worker.ini`; absent = found as usual. */
  readonly config?: string;
  readonly envFile?: string;
  readonly flags: {
    /** By `worker.ini` key. */
    readonly host: Readonly<Record<string, string>>;
    readonly set: readonly string[];
  };
}

const group = 'Settings (also by environment and worker.ini):';

/** Adds a flag for every setting of the host, and `--set` for those of the workers. */
export function withHostFlags(parser: Argv): Argv {
  let result = parser
    .option('set', {
      type: 'string',
      array: true,
      nargs: 1,
      group,
      requiresArg: true,
      describe: "a worker's setting: P=value for all, TASK.P=value for one; repeatable",
    })
    .option('env-file', {
      type: 'string',
      group,
      describe: 'read environment variables from this file; those already set win',
    });
  for (const { key, meaning, fallback, fallbackText } of HOST_SETTINGS) {
    const preset = fallbackText ?? (fallback === null ? undefined : JSON.stringify(fallback));
    result = result.option(flagOf(key), {
      // Text, so that the settings judge it and can say where it came from.
      type: 'string',
      group,
      requiresArg: true,
      describe: meaning,
      ...(preset === undefined ? {} : { defaultDescription: preset.replaceAll('"', '') }),
    });
  }
  return result;
}

/** Picks them out of what was parsed. Given twice, the last one counts. */
export function readHostFlags(parsed: Record<string, unknown>): HostFlags {
  const host: Record<string, string> = {};
  for (const { key } of HOST_SETTINGS) {
    const value = lastText(parsed[flagOf(key)]);
    if (value !== undefined) host[key] = value;
  }
  const config = lastText(parsed.config);
  const envFile = lastText(parsed['env-file']);
  return {
    ...(config === undefined ? {} : { config }),
    ...(envFile === undefined ? {} : { envFile }),
    flags: { host, set: texts(parsed.set) },
  };
}

function flagOf(key: string): string {
  return key.replaceAll('_', '-');
}

function lastText(value: unknown): string | undefined {
  return texts(value).at(-1);
}

function texts(value: unknown): string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
