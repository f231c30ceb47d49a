import { cpus } from 'node:os';

/** What the figures were taken on. */
export function machine(): string {
  const [first] = cpus();
  return `${cpus().length} x ${first?.model.trim() ?? 'unknown processor'}, Node ${process.versions.node}, ${process.platform}`;
}
