import type { Inspection } from '../prepare.ts';
import { unusedSections } from '../unused-sections.ts';
import { checked, type CheckResult } from './check-result.ts';

export function checkSettings({
  resolution,
  settingsProblems,
  moduleProblems,
  layers: { file },
}: Inspection): CheckResult[] {
  const from = file === null ? 'there is no worker.ini' : `with ${file.path}`;
  const found = settingsProblems.map((problem) => checked('settings', 'failed', problem));
  if (resolution === null) return found;
  const unused = moduleProblems.length > 0 ? null : unusedSections(resolution, file?.path ?? '');
  return [
    checked('settings', 'ok', `valid, ${from}`),
    ...resolution.warnings.map((warning) => checked('settings', 'warning', warning)),
    ...(unused === null ? [] : [checked('sections', 'warning', unused)]),
  ];
}

export function checkModules(
  modules: readonly string[],
  { workers, layers, moduleProblems }: Inspection,
): CheckResult[] {
  if (moduleProblems.length > 0) {
    return moduleProblems.map((problem) => checked('modules', 'failed', problem));
  }
  const names = layers.workers.flatMap((worker) => worker.names).join(', ');
  const count = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
  return [checked('modules', 'ok', `${modules.join(', ')}: ${count} (${names})`)];
}
