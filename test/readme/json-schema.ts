import type * as v from 'valibot';
import { CONFIG, FIELDS } from '../../src/cli/config-file.ts';
import { EVENT_TYPES, eventSchema } from '../../src/contract/event.ts';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

type JsonSchema = Readonly<Record<string, unknown>>;

/** A valibot schema with the members of its own kind. */
interface Described {
  readonly kind: string;
  readonly type: string;
  readonly pipe?: readonly Described[];
  readonly entries?: Readonly<Record<string, Described>>;
  readonly item?: Described;
  readonly wrapped?: Described;
  readonly options?: readonly unknown[];
  readonly literal?: unknown;
}

const KINDS: Readonly<Record<string, (schema: Described) => JsonSchema>> = {
  string: () => ({ type: 'string' }),
  number: () => ({ type: 'number' }),
  boolean: () => ({ type: 'boolean' }),
  unknown: () => ({}),
  literal: ({ literal }) => ({ const: literal }),
  picklist: ({ options }) => ({ enum: options }),
  optional: ({ wrapped }) => convert(wrapped!),
  array: ({ item }) => ({ type: 'array', items: convert(item!) }),
  union: ({ options }) => ({ anyOf: (options as readonly Described[]).map(convert) }),
  strict_object: (schema) => ({ ...KINDS.object!(schema), additionalProperties: false }),
  object: ({ entries = {} }) => {
    const required = Object.keys(entries).filter((name) => entries[name]!.type !== 'optional');
    return {
      type: 'object',
      properties: Object.fromEntries(Object.entries(entries).map(([name, one]) => [name, convert(one)])),
      ...(required.length > 0 ? { required } : {}),
    };
  },
};

/** The last schema of a pipe is the narrowest. */
function convert(schema: Described): JsonSchema {
  const narrowest = schema.pipe?.findLast(({ kind }) => kind === 'schema');
  if (narrowest && narrowest.type !== schema.type) return convert(narrowest);
  const kind = KINDS[schema.type];
  if (!kind) throw new Error(`There is no JSON Schema for ${schema.type}.`);
  return kind(schema);
}

/** A valibot schema as JSON Schema. Members that it does not name are allowed. Throws for kinds that events do not use. */
export const toJsonSchema = (schema: v.GenericSchema): JsonSchema => convert(schema as unknown as Described);

/** For a configuration file. */
export function configSchema(): JsonSchema {
  const { properties, ...rest } = toJsonSchema(CONFIG) as { properties: Record<string, JsonSchema> };
  const described = FIELDS.map(({ key, does, form }) => [
    key,
    { ...properties[key], description: does, ...(form ? { pattern: form.pattern.source } : {}) },
  ]);
  return {
    $schema: DRAFT,
    title: 'kms-lab.config.json',
    ...rest,
    properties: { $schema: properties.$schema, ...Object.fromEntries(described) },
  };
}

/** For one line of `--json`. Lines of another type are records of a single command. */
export const outputSchema = (): JsonSchema => ({
  $schema: DRAFT,
  title: 'One line of kms-lab --json',
  type: 'object',
  properties: { type: { type: 'string' } },
  required: ['type'],
  allOf: EVENT_TYPES.map((type) => ({
    if: { properties: { type: { const: type } } },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: { $ref: `#/$defs/${type}` },
  })),
  $defs: Object.fromEntries(EVENT_TYPES.map((type) => [type, toJsonSchema(eventSchema(type))])),
});
