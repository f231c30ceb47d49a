/** An answer with its whole body. */
export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export function isHtml(answer: Answer): boolean {
  const type = answer.headers['content-type'];
  return (
    (typeof type === 'string' && type.startsWith('text/html')) ||
    /^\s*<(!doctype|html)/i.test(answer.body)
  );
}
