/** The command line is wrong: the message is for who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
