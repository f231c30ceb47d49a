import * as z from 'zod';
import { hostSchema } from '../lib/settings/host-settings.ts';
import { definitionsOf, spellings } from '../lib/settings/setting-definition.ts';
import { workerSchema } from '../lib/settings/worker-settings.ts';

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
    $defs: { host: sectionSchema(hostSchema), worker: sectionSchema(workerSchema) },
  };
}

function sectionSchema(schema: z.ZodObject): JsonSchema {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' });
  const named = definitionsOf(schema).flatMap((definition) => {
    const { option, fallback } = definition;
    // zod leaves out the default of what it transforms.
    const property = { ...(properties[option] as JsonSchema), default: fallback ?? undefined };
    return spellings(definition).map((key) => [key, property] as const);
  });
  return { type: 'object', properties: Object.fromEntries(named), additionalProperties: false };
}
