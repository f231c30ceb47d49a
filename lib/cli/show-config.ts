import { SettingsError } from '../errors/settings-error.ts';
import type { Resolution } from '../settings/resolve-settings.ts';
import { answer } from './answer.ts';
import { configReport } from './config-report.ts';
import { configTable } from './config-table.ts';
import { findModules, noModules } from './default-module.ts';
import { ExitCode } from './exit-codes.ts';
import { explainNamed } from './explain-named.ts';
import { explanationText } from './explanation-text.ts';
import type { HostFlags } from './host-flags.ts';
import { note } from './note.ts';
import { inspect } from './prepare.ts';
import { unusedSections } from './unused-sections.ts';

export interface ConfigOptions extends HostFlags {
  readonly modules: readonly string[];
  readonly json: boolean;
  /** Name of the one setting to show with all its layers. */
  readonly explain: string | undefined;
}

/** Prints every setting with its value and origin; or one, with what every layer says about it. */
export function showConfig(options: ConfigOptions): Promise<ExitCode> {
  return answer(async (print) => {
    const modules = findModules(options.modules);
    if (modules.length === 0) note(`${noModules()}: the settings of the host alone`);
    const inspection = await inspect(options, modules);
    const { layers, resolution, moduleProblems, settingsProblems } = inspection;
    if (moduleProblems.length > 0) {
      throw new SettingsError([...moduleProblems, ...settingsProblems]);
    }
    if (options.explain !== undefined) {
      const explanations = explainNamed(layers, options.explain);
      print(options.json ? json(explanations) : explanations.map(explanationText).join('\n'));
      return ExitCode.OK;
    }
    if (resolution === null) throw new SettingsError(settingsProblems);
    warn(resolution, layers.file?.path ?? '');
    const report = configReport(resolution);
    print(options.json ? json(report) : configTable(report));
    return ExitCode.OK;
  });
}

function warn(resolution: Resolution, file: string): void {
  for (const warning of resolution.warnings) note(warning);
  const unused = unusedSections(resolution, file);
  if (unused !== null) note(unused);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
