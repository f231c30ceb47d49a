import { HOST_SETTINGS } from '../lib/settings/host-settings.ts';
import type { SettingDefinition } from '../lib/settings/setting-definition.ts';
import { WORKER_SETTINGS } from '../lib/settings/worker-settings.ts';

const WIDTH = 98;

/** The text of `worker.ini.example`: every setting, switched off where it repeats the default. */
export function iniExample(): string {
  return `${[HEAD, host(), general(), OWN].join('\n\n')}\n`;
}

const HEAD = `# Settings of workers and their host. Copy this file to worker.ini and keep what you need;
# it works as it is. docs/settings.md has the rules.
#
# A value comes from the first place that has one: flag, environment, this file, constructor,
# default. In this file the section of a task beats [DEFAULT], key by key.
#
# Times are milliseconds. A line that begins with # or ; is a comment, and so is what follows
# a # or ; after a space. Quotes around a value are taken off. Settings that are switched off
# with ; show their default, or an example where there is none.`;

function host(): string {
  const title = '# The host: its engine, its stop, its outbox, its log, its status page.';
  return [`${title}\n[worker-host]`, ...HOST_SETTINGS.map((each) => entry(each))].join('\n');
}

function general(): string {
  const title = '# For every worker, unless its own section says otherwise.';
  return [`${title}\n[DEFAULT]`, ...WORKER_SETTINGS.map((each) => entry(each))].join('\n');
}

const OWN = `# A section per task name, spelled exactly as the task: case, dots, dashes and spaces count. These
# are the workers of the demo. Sections of tasks that are not here are ignored, so that one file
# may serve many hosts.
[reserve_stock]
concurrency = 10

[charge_payment]
concurrency = 20
polling_interval = 200
execution_timeout = 30000

[plan_route]
threads = 2`;

/** Live, so that the file says which engine it is for. */
const LIVE = new Set(['server_url', 'polling_interval']);

function entry(definition: SettingDefinition): string {
  const { key, meaning, fallback, fallbackText, example, variables } = definition;
  const preset = fallbackText ?? (fallback === null ? 'none' : null);
  const comment = [
    plain(meaning),
    ...(preset === null ? [] : [`Default: ${plain(preset)}.`]),
    ...(variables ? [`Environment: ${variables.join(' or ')}.`] : []),
    ...(definition.secret ? ['Better kept out of this file.'] : []),
  ];
  const setting = `${key} = ${example ?? String(fallback ?? '')}`;
  return `\n${wrap(comment.join(' '))}\n${LIVE.has(key) ? '' : '; '}${setting}`;
}

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}

function wrap(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line.length + word.length + 1 > WIDTH) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines.map((line) => `# ${line}`).join('\n');
}
