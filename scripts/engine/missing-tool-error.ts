/** Something this machine lacks; the message says what to install. It is shown without a stack. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';
}
