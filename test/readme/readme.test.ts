import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EVENT_TYPES } from '../../src/contract/event.ts';
import { meaningOfEvent, TERMS } from './contract-parts.ts';
import { configSchema, outputSchema, toJsonSchema } from './json-schema.ts';
import { PAGES, ROOT, read } from './pages.ts';
import { PARTS, partsIn, withParts } from './parts.ts';

describe('what a page repeats of the code is as in the code; `npm run readme` writes it again', () => {
  test.each(PAGES.filter((page) => partsIn(read(page)).length > 0))('%s', async (page) => {
    await expect(withParts(read(page))).toMatchFileSnapshot(join(ROOT, page));
  });

  test('every part is in some page', () => {
    const used = new Set(PAGES.flatMap((page) => partsIn(read(page))));
    expect(Object.keys(PARTS).filter((name) => !used.has(name))).toEqual([]);
  });

  test('a part that nothing generates is an error', () => {
    expect(() => withParts('<!-- nothing -->\n<!-- /nothing -->')).toThrow('There is no part nothing.');
  });
});

describe('the README takes two minutes', () => {
  const readme = read('README.md');

  test('it has at most 7 KB', () => expect(Buffer.byteLength(readme)).toBeLessThanOrEqual(7 * 1024));

  test('it begins with the two commands, and one of them runs the tests', () => {
    const [, lines = ''] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
    expect(lines.split('\n').map((line) => line.replace(/\s*#.*/, ''))).toEqual([
      'npm ci && npm start',
      'npm ci && npm test',
      '',
    ]);
  });

  test('it names every command', () => {
    const verbs = new Set(COMMANDS.map(({ name }) => name.split(' ')[0]!));
    expect([...verbs].filter((verb) => !new RegExp(`\`(kms-lab )?${verb}\\b`).test(readme))).toEqual([]);
  });
});

describe('the glossary and the events', () => {
  test('every type of the contract says what it means', () => {
    expect(TERMS.length).toBeGreaterThan(50);
    expect(TERMS.filter(({ means }) => !means).map(({ name, file }) => `${file}: ${name}`)).toEqual([]);
  });

  test('every event says what it means', () => {
    expect(EVENT_TYPES.filter((type) => !meaningOfEvent(type))).toEqual([]);
  });
});

describe('the JSON Schema of --json', () => {
  test('is generated from the events', async () => {
    const path = join(ROOT, 'docs/reference/json-output.schema.json');
    await expect(`${JSON.stringify(outputSchema(), null, 2)}\n`).toMatchFileSnapshot(path);
  });

  test('and so is that of a configuration file', async () => {
    const path = join(ROOT, 'docs/reference/configuration.schema.json');
    await expect(`${JSON.stringify(configSchema(), null, 2)}\n`).toMatchFileSnapshot(path);
  });

  const object = v.object({ id: v.string(), at: v.optional(v.number()) });
  test.each<[string, v.GenericSchema, object]>([
    ['a string', v.string(), { type: 'string' }],
    ['one of a list', v.picklist(['a', 'b']), { enum: ['a', 'b'] }],
    ['a constant', v.literal(1), { const: 1 }],
    ['a list', v.pipe(v.array(v.boolean()), v.readonly()), { type: 'array', items: { type: 'boolean' } }],
    ['either', v.union([v.string(), v.number()]), { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    [
      'an object with a member that may be absent',
      object,
      { type: 'object', properties: { id: { type: 'string' }, at: { type: 'number' } }, required: ['id'] },
    ],
    [
      'an object without other members',
      v.strictObject({ id: v.string() }),
      {
        type: 'object',
        properties: { id: { type: 'string' } },
        required: ['id'],
        additionalProperties: false,
      },
    ],
    ['the narrowest of a pipe', v.pipe(v.unknown(), object), toJsonSchema(object)],
  ])('%s', (_, schema, expected) => expect(toJsonSchema(schema)).toEqual(expected));

  test('an unknown kind is an error', () => {
    expect(() => toJsonSchema(v.bigint())).toThrow('There is no JSON Schema for bigint.');
  });
});

test('every record of --json is in the reference', () => {
  const folder = resolve(ROOT, 'src/cli/commands');
  const types = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\btype: '([a-z-]+)'/g)])
    .map(([, type = '']) => type);
  const reference = read('docs/reference/json-output.md');
  expect(types.length).toBeGreaterThan(10);
  expect([...new Set(types)].filter((type) => !reference.includes(`\`${type}\``))).toEqual([]);
});
