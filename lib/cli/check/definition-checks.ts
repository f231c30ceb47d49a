import { SourceError } from '../../errors/source-error.ts';
import type { Resolution } from '../../settings/resolve-settings.ts';
import type { TaskSource } from '../../sources/task-source.ts';
import { ask } from './ask.ts';
import { checked, type CheckResult } from './check-result.ts';

/** Whether the engine knows each task. */
export async function* checkDefinitions(
  source: TaskSource,
  { workers }: Resolution,
  taskNames: readonly string[],
): AsyncGenerator<CheckResult> {
  let lost = false;
  for (const task of taskNames) {
    const defined: boolean | null | SourceError = lost
      ? null
      : await ask(source, () => source.isTaskDefined?.(task) ?? Promise.resolve(null));
    const registered = workers.some(
      ({ name, settings }) => name === task && settings.registerTaskDef,
    );
    // One that went away meanwhile is not waited for once more for each task.
    lost ||= defined instanceof SourceError && defined.kind === 'unreachable';
    yield { ...judge(defined, registered), task };
  }
}

function judge(defined: boolean | null | SourceError, registered: boolean): CheckResult {
  const check = 'task definition';
  if (defined instanceof SourceError) return checked(check, 'failed', defined.message);
  if (defined === null) return checked(check, 'skipped', 'the engine could not be asked');
  if (defined) return checked(check, 'ok', 'known to the engine');
  if (registered) return checked(check, 'ok', 'not known to the engine yet; start registers it');
  return checked(
    check,
    'failed',
    'not known to the engine: register it there, or set register_task_def = true; is the name right?',
  );
}
