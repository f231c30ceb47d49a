import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { SettingsError } from '../errors/settings-error.ts';
import type { HttpSettings } from './http-settings.ts';

/** What `tls.connect` is told, for the engine and for an HTTPS proxy in front of it. */
export interface TlsOptions {
  readonly ca?: Buffer | (Buffer | string)[];
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly rejectUnauthorized: boolean;
}

/** @throws SettingsError that names every file that can't be read. */
export function readTlsOptions(settings: HttpSettings): TlsOptions {
  const problems: string[] = [];
  const read = (setting: string, path: string | null): Buffer | undefined => {
    if (path === null) return undefined;
    try {
      return readFileSync(path);
    } catch (error) {
      problems.push(
        `${setting}: ${path} can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
      );
      return undefined;
    }
  };
  const ca = read('tls_ca_path', settings.tlsCaPath);
  const cert = read('tls_cert_path', settings.tlsCertPath);
  const key = read('tls_key_path', settings.tlsKeyPath);
  if (problems.length > 0) throw new SettingsError(problems);
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    rejectUnauthorized: !settings.tlsInsecure,
  };
}

/** For hosts other than the engine (object stores): the usual authorities beside our own, and no certificate of ours. */
export function foreignTls({ ca, rejectUnauthorized }: TlsOptions): TlsOptions {
  if (ca === undefined) return { rejectUnauthorized };
  return { ca: [...rootCertificates, ...(Array.isArray(ca) ? ca : [ca])], rejectUnauthorized };
}
