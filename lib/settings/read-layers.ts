import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { SettingsError } from '../errors/settings-error.ts';
import { cpuLimit } from './cpu-limit.ts';
import type { SettingsFile, SettingsLayers } from './layers.ts';

export interface ReadOptions {
  /** Directory that relative paths start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--config`: the file must be there. Default: `WORKER_HOST_CONFIG`, else `worker.ini` if there is one. */
  readonly config?: string | undefined;
  /** `--env-file`: true = `.env`, or a path. Default: what `WORKER_HOST_ENV_FILE` says. */
  readonly envFile?: boolean | string | undefined;
}

export interface ReadLayers extends Required<
  Pick<SettingsLayers, 'env' | 'file' | 'readSecretFile' | 'cpus'>
> {
  /** What the `.env` file added to the environment: for `process.env`, which workers read. */
  readonly added: Readonly<Record<string, string>>;
}

/**
 * Reads what settings are made of besides flags and constructors. Changes nothing, `process.env`
 * included.
 *
 * @throws SettingsError when a named file is not there, or any can't be read.
 */
export function readLayers(options: ReadOptions): ReadLayers {
  const added = readEnvFile(options);
  const env = { ...options.env, ...added };
  return {
    env,
    added,
    file: readConfig(options, env),
    readSecretFile: (path) => readFileSync(resolve(options.cwd, path), 'utf8'),
    cpus: cpuLimit,
  };
}

function readConfig(
  { cwd, config }: ReadOptions,
  env: Readonly<Record<string, string | undefined>>,
): SettingsFile | null {
  if (config !== undefined) return { path: config, text: read(cwd, config, '--config') };
  const named = env['WORKER_HOST_CONFIG']?.trim();
  if (named) return { path: named, text: read(cwd, named, 'WORKER_HOST_CONFIG') };
  const path = 'worker.ini';
  const text = readIfThere(cwd, path, 'the default settings file');
  return text === null ? null : { path, text };
}

function readEnvFile({ cwd, env, envFile }: ReadOptions): Record<string, string> {
  const path = envFilePath(envFile ?? env['WORKER_HOST_ENV_FILE']?.trim() ?? false);
  if (path === null) return {};
  const source = envFile === undefined ? 'WORKER_HOST_ENV_FILE' : '--env-file';
  const values = parseEnv(read(cwd, path, source)) as Record<string, string>;
  // An empty variable counts as not set, here as everywhere.
  return Object.fromEntries(Object.entries(values).filter(([name]) => !env[name]?.trim()));
}

function envFilePath(wish: boolean | string): string | null {
  const word = String(wish).trim().toLowerCase();
  if (['', 'false', 'no', 'off', '0'].includes(word)) return null;
  return ['true', 'yes', 'on', '1'].includes(word) ? '.env' : String(wish);
}

function read(cwd: string, path: string, source: string): string {
  const text = readIfThere(cwd, path, source);
  if (text === null) throw unreadable(cwd, path, source, 'there is no such file');
  return text;
}

function readIfThere(cwd: string, path: string, source: string): string | null {
  const bytes = readBytes(cwd, path, source);
  const mark = bytes?.toString('latin1', 0, 2);
  if (mark === '\xFF\xFE' || mark === '\xFE\xFF') {
    throw unreadable(cwd, path, source, 'it is in UTF-16; save it as UTF-8');
  }
  return bytes?.toString('utf8') ?? null;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EISDIR: 'it is a directory',
};

function readBytes(cwd: string, path: string, source: string): Buffer | null {
  try {
    return readFileSync(resolve(cwd, path));
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'ENOENT') return null;
    throw unreadable(cwd, path, source, REASONS[code] ?? (code === '' ? String(error) : code));
  }
}

function unreadable(cwd: string, path: string, source: string, why: string): SettingsError {
  return new SettingsError([`${source}: can't read ${resolve(cwd, path)}: ${why}`]);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
