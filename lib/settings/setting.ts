export type SettingOrigin = 'flag' | 'environment' | 'file' | 'constructor' | 'default';

/** A resolved value and where it came from: for messages and listings. Secrets are masked in it. */
export interface Setting<T> {
  readonly value: T;
  readonly origin: SettingOrigin;
  /** The flag, the variable, or `file:line`; null for constructors and defaults. */
  readonly from: string | null;
}
