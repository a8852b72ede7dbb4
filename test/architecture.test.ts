import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { RESOURCE_ORDER } from '../src/contract/resource.ts';

const root = resolve(import.meta.dirname, '..');

/** Which layer may import which; `npm:` stands for packages. What is not named here is not allowed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'package.json': [],
  'src/policy': [],
  'src/disk': [],
  'src/contract': ['src/policy'],
  'src/engine': ['src/contract', 'src/policy', 'src/disk'],
  'src/aws': ['src/contract', 'src/policy'],
  steps: ['src/contract', 'src/policy'],
  'steps/index.ts': ['src/contract', 'src/policy', 'checks'],
  checks: ['src/contract', 'src/policy'],
  'src/sandbox': ['src/policy', 'src/disk'],
  'src/hints': ['src/contract', 'src/policy'],
  'src/report': ['src/contract', 'src/policy'],
  // It breaks whatever account it is handed: it is given one, and can open none.
  'src/selftest': ['src/contract', 'src/policy', 'src/engine', 'steps'],
  'src/cli': [
    'src/contract',
    'src/policy',
    'src/disk',
    'src/engine',
    'src/hints',
    'src/report',
    'src/selftest',
    'src/aws',
    'src/sandbox',
    'steps',
    'checks',
    'package.json',
  ],
};

/** Only the layers that speak to AWS, or play it, know the SDK. */
const SDK_LAYERS = ['src/aws', 'src/sandbox'];
const LINE_BUDGET = 350;

const files = ['src', 'steps', 'checks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);

const layerOf = (file: string): string =>
  Object.keys(ALLOWED)
    .filter((layer) => file === layer || file.startsWith(`${layer}/`))
    .sort((a, b) => b.length - a.length)[0] ?? `no layer for ${file}`;

const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(
    ([, from = '']) => from,
  );

const inside = (file: string, from: string): string => relative(root, resolve(root, dirname(file), from));

describe('every file keeps to its layer', () => {
  test.each(files)('%s', (file) => {
    const layer = layerOf(file);
    const folder = layer === 'steps/index.ts' ? 'steps' : layer;
    for (const from of importsOf(file).filter((path) => path.startsWith('.'))) {
      const other = layerOf(inside(file, from)).replace('steps/index.ts', 'steps');
      expect([folder, ...(ALLOWED[layer] ?? [])], `${file} imports ${from}`).toContain(other);
    }
    for (const from of importsOf(file).filter((path) => /^@(aws-sdk|smithy)\//.test(path))) {
      expect(SDK_LAYERS, `${file} imports ${from}`).toContain(layer);
    }
  });
});

test('the evaluator is pure: it imports no package and nothing of Node', () => {
  const foreign = files
    .filter((file) => layerOf(file) === 'src/policy')
    .flatMap((file) => importsOf(file).filter((from) => !from.startsWith('.')));
  expect(foreign).toEqual([]);
});

test('only the composition root knows both the AWS clients and the sandbox', () => {
  const both = files.filter((file) => {
    const layers = importsOf(file).map((from) => layerOf(inside(file, from)));
    return layers.includes('src/aws') && layers.includes('src/sandbox');
  });
  expect(both).toEqual(['src/cli/open-lab.ts', 'src/cli/target.ts']);
});

test('no file outgrows a reader', () => {
  const long = files.filter(
    (file) => readFileSync(join(root, file), 'utf8').split('\n').length > LINE_BUDGET,
  );
  expect(long).toEqual([]);
});

/** A sixth thing that the lab may change is no business of the engine's: what there is to say of it, it says itself. */
test('the engine names no thing of the page', () => {
  const things = [
    ...RESOURCE_ORDER.map((id) => `'${id}'`),
    'userA',
    'KMSWorkshop',
    'kmsworkshop',
    'ImportedCMK',
  ];
  const named = files
    .filter((file) => layerOf(file) === 'src/engine')
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      return things.filter((thing) => text.includes(thing)).map((thing) => `${file} names ${thing}`);
    });
  expect(named).toEqual([]);
});

test('nothing ever asks KMS to skip its lock-out check', () => {
  expect(senders(/BypassPolicyLockoutSafetyCheck\s*:/)).toEqual([]);
});

test('only a teardown deletes a key or its alias, and nothing deletes imported material', () => {
  expect(senders(/new (ScheduleKeyDeletion|DeleteAlias)Command/)).toEqual(['src/aws/workshop/key.ts']);
  expect(senders(/new DeleteImportedKeyMaterialCommand/)).toEqual([]);
});

/** The files of the AWS layer whose text has it. */
const senders = (text: RegExp): readonly string[] =>
  files.filter((file) => layerOf(file) === 'src/aws' && text.test(readFileSync(join(root, file), 'utf8')));
