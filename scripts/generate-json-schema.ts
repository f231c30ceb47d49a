import { HOST_SETTINGS } from '../lib/settings/host-settings.ts';
import type { SettingDefinition } from '../lib/settings/setting-definition.ts';
import { WORKER_SETTINGS } from '../lib/settings/worker-settings.ts';

type JsonSchema = Record<string, unknown>;

/** Describes a `worker.ini` as an object of its sections, and so what any of them may hold. */
export function jsonSchema(): JsonSchema {
  const section = { $ref: '#/$defs/worker' };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'worker.ini of worker-host',
    description: 'The sections of the file and their settings. Times are milliseconds.',
    type: 'object',
    properties: {
      'worker-host': { $ref: '#/$defs/host' },
      DEFAULT: {
        ...section,
        description: 'For every worker, unless its own section says otherwise.',
      },
    },
    additionalProperties: { ...section, description: 'For the worker of this task name.' },
    $defs: { host: sectionSchema(HOST_SETTINGS), worker: sectionSchema(WORKER_SETTINGS) },
  };
}

function sectionSchema(definitions: readonly SettingDefinition[]): JsonSchema {
  const named = definitions.flatMap((definition) => {
    const property = propertySchema(definition);
    return definition.spellings.map((key) => [key, property] as const);
  });
  return { type: 'object', properties: Object.fromEntries(named), additionalProperties: false };
}

function propertySchema({ kind, meaning, fallback, optional }: SettingDefinition): JsonSchema {
  const values = optional ? { anyOf: [kind.json, { type: 'null' }] } : kind.json;
  return { description: meaning, ...values, default: fallback ?? undefined };
}
