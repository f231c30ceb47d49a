import type { Resolution } from '../settings/resolve-settings.ts';
import { showName } from '../settings/show-name.ts';

/** A sentence about the sections of the file that belong to no worker here; null when there are none. */
export function unusedSections(
  { unusedSections, workers }: Resolution,
  file: string,
): string | null {
  if (unusedSections.length === 0) return null;
  const sections = unusedSections.map((name) => `[${showName(name)}]`).join(', ');
  const here = [...new Set(workers.map(({ name }) => name))].join(', ');
  return `${file}: no worker here has the task name of ${sections}; there are: ${here || 'none'}`;
}
