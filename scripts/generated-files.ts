import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { HOST_SETTINGS } from '../lib/settings/host-settings.ts';
import { WORKER_SETTINGS } from '../lib/settings/worker-settings.ts';
import { root } from '../spec/support/project.ts';
import { iniExample } from './generate-ini-example.ts';
import { jsonSchema } from './generate-json-schema.ts';
import { settingsTable } from './generate-settings-table.ts';

export interface GeneratedFile {
  /** From the root of the project. */
  readonly path: string;
  readonly text: string;
}

/** Every file, or file with regions, that is made of the schema of the settings. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const tables = {
    'worker-settings': settingsTable(WORKER_SETTINGS, 'also', ({ secondKeys }) => secondKeys),
    'host-settings': settingsTable(
      HOST_SETTINGS,
      "Conductor's variable",
      ({ variables }) => variables,
    ),
  };
  return [
    { path: 'worker.ini.example', text: iniExample() },
    { path: 'docs/settings.md', text: withRegions(readFromRoot('docs/settings.md'), tables) },
    { path: 'docs/worker-host.schema.json', text: await pretty(JSON.stringify(jsonSchema())) },
  ];
}

export function fromRoot(path: string): string {
  return join(root, path);
}

export function readFromRoot(path: string): string {
  return readFileSync(fromRoot(path), 'utf8');
}

/** Puts each text between the two comments that bear its name. */
function withRegions(document: string, regions: Readonly<Record<string, string>>): string {
  return Object.entries(regions).reduce((text, [name, content]) => {
    const [begin, end] = [`<!-- generated: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`no region "${begin} … ${end}" to put a table in`);
    return `${text.slice(0, from)}${begin}\n<!-- prettier-ignore -->\n${content}\n\n${text.slice(to)}`;
  }, document);
}

async function pretty(json: string): Promise<string> {
  const options = await resolveConfig(fromRoot('package.json'));
  return format(json, { ...options, parser: 'json' });
}
