/** What the process tells its parent. The values are those of BSD's sysexits, which service managers know. */
export const ExitCode = {
  /** Stopped clean, after a drained SIGTERM too. */
  OK: 0,
  /** A check or a task failed. */
  FAILED: 1,
  /** The command line is wrong. */
  USAGE: 2,
  /** The engine does not answer where it had to. */
  UNAVAILABLE: 69,
  /** A bug, here or in a worker module. */
  INTERNAL: 70,
  /** Stopped with undelivered results, whose tasks run again after their response timeout. */
  UNDELIVERED: 75,
  /** Bad settings or modules. */
  CONFIG: 78,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

export const exitCodeHelp = `Exit codes:
  0        stopped clean, a drained SIGTERM too
  1        a check or a task failed
  2        usage
  69       engine unreachable where it had to be (check, start --fail-fast); no host answers (status)
  70       internal error
  75       stopped with undelivered results, kept in the outbox; or by max_rss_mb
  78       bad settings or modules
  128 + n  ended by a second signal n`;
