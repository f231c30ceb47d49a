/** Tells on stderr what is worth knowing and no error. */
export function note(text: string): void {
  process.stderr.write(`worker-host: ${text}\n`);
}
