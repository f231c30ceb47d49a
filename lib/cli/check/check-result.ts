export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

export type CheckName =
  | 'settings'
  | 'modules'
  | 'sections'
  | 'engine'
  | 'credentials'
  | 'task definition'
  | 'clock'
  | 'outbox';

/** What came of one check. */
export interface CheckResult {
  readonly check: CheckName;
  readonly status: CheckStatus;
  /** What was found, and what to do when it is not good. */
  readonly message: string;
  /** Task name of a `task definition`. */
  readonly task?: string;
}

export function checked(check: CheckName, status: CheckStatus, message: string): CheckResult {
  return { check, status, message };
}
