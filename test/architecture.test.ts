import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseAst } from 'rolldown/parseAst';
import { describe, expect, test } from 'vitest';
import { RESOURCE_ORDER } from '../src/contract/resource.ts';

const root = resolve(import.meta.dirname, '..');

/** Which layer may import which; `npm:` stands for packages. What is not listed is not allowed. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'package.json': [],
  'src/policy': [],
  'src/disk': [],
  'src/contract': ['src/policy'],
  'src/engine': ['src/contract', 'src/policy', 'src/disk'],
  'src/aws': ['src/contract', 'src/policy', 'src/disk'],
  steps: ['src/contract', 'src/policy'],
  'steps/index.ts': ['src/contract', 'src/policy', 'checks'],
  checks: ['src/contract', 'src/policy'],
  'src/sandbox': ['src/policy', 'src/disk'],
  'src/hints': ['src/contract', 'src/policy'],
  'src/report': ['src/contract', 'src/policy'],
  // It breaks the account that it gets, so it must not be able to open one itself.
  'src/selftest': ['src/contract', 'src/policy', 'src/engine', 'steps'],
  'src/conformance': ['src/contract', 'src/policy', 'src/aws'],
  'src/web': ['src/contract', 'src/policy', 'src/disk', 'src/engine', 'src/report'],
  // What runs in a browser: nothing that needs Node.
  'src/web/page': ['src/web', 'src/contract', 'src/policy', 'src/report'],
  'src/library': ['src/policy', 'src/sandbox'],
  // What runs an account is handed in, so that the coordinator can be tested without one.
  'src/fleet': ['src/contract', 'src/policy', 'src/disk', 'src/engine', 'src/report'],
  'src/cli': [
    'src/contract',
    'src/policy',
    'src/disk',
    'src/engine',
    'src/fleet',
    'src/hints',
    'src/report',
    'src/selftest',
    'src/conformance',
    'src/aws',
    'src/sandbox',
    'src/web',
    'steps',
    'checks',
    'package.json',
  ],
};

/** Only the layers that talk to AWS, or simulate it, know the SDK. */
const SDK_LAYERS = ['src/aws', 'src/sandbox', 'src/conformance'];
const MOST_LINES_OF_A_FILE = 300;
const MOST_LINES_OF_A_FUNCTION = 60;

const files = ['src', 'steps', 'checks'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
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

const exportsOf = (file: string): readonly string[] =>
  [
    ...readFileSync(join(root, file), 'utf8').matchAll(
      /^export (?:async function|const|function|interface|type|class) (\w+)/gm,
    ),
  ].map(([, name = '']) => name);

const langOf = (file: string): 'ts' | 'tsx' => (file.endsWith('x') ? 'tsx' : 'ts');

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

/** They are not installed with kms-lab: any other file that named them would keep it from starting. */
test('the packages that are optional are known in two places', () => {
  const knowing = (name: string) => files.filter((file) => importsOf(file).includes(name));
  expect(knowing('bullmq')).toEqual(['src/fleet/queue/bullmq.ts']);
  expect([...knowing('ioredis'), ...knowing('pg')]).toEqual([
    'src/fleet/queue/store.ts',
    'src/fleet/queue/store.ts',
  ]);
});

test('every file is short enough to read', () => {
  const long = files.filter(
    (file) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length > MOST_LINES_OF_A_FILE,
  );
  expect(long).toEqual([]);
});

test('an exported name has one meaning: only operations of two services may share a name', () => {
  const names = files
    .filter((file) => !/^src\/sandbox\/[^/]+\/operations\//.test(file))
    .flatMap((file) => [...new Set(exportsOf(file))]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof (value as Node | null)?.type === 'string';

const childrenOf = (node: Node): readonly Node[] => Object.values(node).flat().filter(isNode);

const within = (node: Node): readonly Node[] => [node, ...childrenOf(node).flatMap(within)];

const isFunction = ({ type, body }: Node): boolean => /Function/.test(type) && isNode(body);

const hasBlock = (node: Node): boolean => isFunction(node) && (node.body as Node).type === 'BlockStatement';

const isLiteral = (node: unknown): boolean =>
  isNode(node) &&
  (node.type === 'ParenthesizedExpression'
    ? isLiteral(node.expression)
    : ['ArrayExpression', 'ObjectExpression'].includes(node.type));

/**
 * A table of data: a function that awaits nothing, and only names its arguments and returns a list or an object, in
 * which no function has statements of its own.
 */
function isTable(node: Node): boolean {
  const body = node.body as Node;
  if (node.async || childrenOf(body).some((child) => within(child).some(hasBlock))) return false;
  if (body.type !== 'BlockStatement') return isLiteral(body);
  const statements = body.body as readonly Node[];
  const last = statements.at(-1);
  return (
    last?.type === 'ReturnStatement' &&
    isLiteral(last.argument) &&
    statements.slice(0, -1).every(({ type }) => type === 'VariableDeclaration')
  );
}

/** The first lines of functions with more lines than allowed, except tables of data. */
function longFunctions(text: string, most: number, lang: 'ts' | 'tsx' = 'ts'): readonly string[] {
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return within(parseAst(text, { lang }) as unknown as Node)
    .filter((node) => isFunction(node) && text.slice(node.start, node.end).split('\n').length > most)
    .filter((node) => !isTable(node))
    .map(({ start }) => `${lineAt(start)}: ${text.slice(start).split('\n')[0]}`);
}

test('every function fits on a screen', () => {
  const long = files.filter(
    (file) => longFunctions(text(file), MOST_LINES_OF_A_FUNCTION, langOf(file)).length > 0,
  );
  expect(long).toEqual([]);
});

describe('the length of a function is its number of lines', () => {
  test.each<[string, string, readonly string[]]>([
    ['a short one', 'function f() {\n  g();\n}', []],
    ['a long one', 'function f() {\n  g();\n  g();\n}', ['1: function f() {']],
    ['a long arrow', 'const f = async () => {\n  g();\n  g();\n};', ['1: async () => {']],
    ['a method', 'const o = {\n  m() {\n    g();\n    g();\n  },\n};', ['2: () {']],
    ['a table', 'const f = ({ a }) => [\n  { a },\n  { a, b: () => a },\n];', []],
    ['a table with names', 'function f(x) {\n  const { a } = x;\n  return [\n    a,\n  ];\n}', []],
    ['one that also works', 'function f() {\n  g();\n  return [\n  ];\n}', ['1: function f() {']],
    ['what is returned has statements', 'const f = () => ({\n  m() { g(); },\n  a: 1,\n});', ['1: () => ({']],
    ['one that waits', 'const f = async () => ({\n  a: await g(),\n  b: 1,\n});', ['1: async () => ({']],
    ['a switch', 'function f(x) {\n  switch (x) {\n    case 1: return 2;\n  }\n}', ['1: function f(x) {']],
  ])('%s', (_, text, long) => {
    expect(longFunctions(text, 3)).toEqual(long);
  });
});

type Imports = ReadonlyMap<string, readonly string[]>;

/** A chain of imports that returns to its start; `undefined` if there is none. */
function circleIn(imports: Imports): readonly string[] | undefined {
  const done = new Set<string>();
  const from = (file: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of imports.get(file) ?? []) {
      const circle = from(next, [...way, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of imports.keys()) {
    const circle = from(file, []);
    if (circle) return circle;
  }
  return undefined;
}

/** An import of types counts, too: modules that need each other's types are one module in several files. */
test('imports have no cycles', () => {
  const imports = files.map((file): [string, readonly string[]] => [
    file,
    importsOf(file)
      .filter((path) => path.startsWith('.'))
      .map((path) => inside(file, path)),
  ]);
  expect(circleIn(new Map(imports))).toBeUndefined();
});

test.each<[string, Record<string, readonly string[]>, readonly string[] | undefined]>([
  ['none', { a: ['b', 'c'], b: ['c'], c: [] }, undefined],
  ['of two', { a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
  ['of three, away from the start', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, ['b', 'c', 'd', 'b']],
  ['of one', { a: ['a'] }, ['a', 'a']],
])('a cycle is found: %s', (_, imports, circle) => {
  expect(circleIn(new Map(Object.entries(imports)))).toEqual(circle);
});

const text = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The sandbox simulates AWS, and knows the workshop for itself. */
const ofTheLab = files.filter((file) => layerOf(file) !== 'src/sandbox');

test('the name of the bucket is made in one place', () => {
  expect(ofTheLab.filter((file) => /kmsworkshop-\$\{/.test(text(file)))).toEqual(['src/aws/find/names.ts']);
});

test('the command line of the web app is written in one place', () => {
  const saying = ofTheLab.filter((file) => /WebAppEncSSE|SampleWebApp/.test(text(file))).sort();
  // A bundler finds a file by its name alone.
  expect(saying).toEqual(['src/aws/workshop/user-data.ts', 'src/contract/web-app-program.ts']);
});

/** The engine must not know a sixth resource that the lab may change: a resource describes itself. */
test('the engine names no resource of the page', () => {
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

test('no code asks KMS to skip its lock-out check', () => {
  expect(senders(/BypassPolicyLockoutSafetyCheck\s*:/)).toEqual([]);
});

test('only a teardown deletes a key or its alias, and no code deletes imported material', () => {
  expect(senders(/new (ScheduleKeyDeletion|DeleteAlias)Command/)).toEqual(['src/aws/workshop/key.ts']);
  expect(senders(/new DeleteImportedKeyMaterialCommand/)).toEqual([]);
});

/** The files of the AWS layer with a match. */
const senders = (text: RegExp): readonly string[] =>
  files.filter((file) => layerOf(file) === 'src/aws' && text.test(readFileSync(join(root, file), 'utf8')));

/** Its words are quoted by `guide-here`, which makes them, or it is what runs on the instance, of constants. */
const COMPOSED = [
  'src/report/guide-here.ts',
  'src/contract/suggestion.ts',
  'src/cli/shell-exports.ts',
  'src/cli/settings.ts',
];

/** Templates that begin with a program's name and have a value in them, and are not made by `sh`, which quotes it. */
function unquotedCommands(source: string, lang: 'ts' | 'tsx' = 'ts'): readonly string[] {
  const nodes = within(parseAst(source, { lang }) as unknown as Node);
  const tagged = new Set(
    nodes.filter(({ type }) => type === 'TaggedTemplateExpression').map(({ quasi }) => (quasi as Node).start),
  );
  return nodes
    .filter(({ type, start, expressions }) => {
      const isMade = (expressions as readonly Node[] | undefined)?.length;
      return type === 'TemplateLiteral' && isMade && !tagged.has(start);
    })
    .map(({ start, end }) => source.slice(start, end))
    .filter((template) => /^`\s*(aws|sudo|eval|export|curl|pkill|echo|unset|sh|bash) /.test(template))
    .filter(
      (template) => !/^`[^$]*(\$\{(quoteForShell\([^}]*\)|[A-Z_]+|WEB_APP\.[^}]*)\}[^$]*)+`$/.test(template),
    );
}

test('a value becomes part of a command line only by `sh`, which quotes it', () => {
  const checked = files.filter(
    (file) => !COMPOSED.includes(file) && !file.startsWith('steps/') && layerOf(file) !== 'src/sandbox',
  );
  const found = checked.flatMap((file) =>
    unquotedCommands(text(file), langOf(file)).map((line) => `${file}: ${line}`),
  );
  expect(found).toEqual([]);
});

test.each([
  ['const a = sh`aws kms ${b}`;', 0],
  ['const a = `aws kms ${b}`;', 1],
  ['const a = `aws kms enable-key`;', 0],
  ['const a = `echo ${quoteForShell(b)} > x`;', 0],
  ["const a = `echo '${b}' > x`;", 1],
])('a command line with a value in it is found: %s', (source, count) => {
  expect(unquotedCommands(source)).toHaveLength(count);
});

/** They take the streams of the process, and make what is written to them visible. */
test('only the start of the program knows the streams of the process', () => {
  const knowing = files.filter((file) =>
    /process\.std(out|err)|console\.(log|error|warn|info)/.test(text(file)),
  );
  expect(knowing).toEqual(['src/cli/main.ts']);
});

test('only what draws goes past the protection of the streams', () => {
  const drawing = files.filter((file) => /import [^;]*\bdrawable\b/.test(text(file)));
  expect(drawing).toEqual([
    'src/cli/questions.ts',
    'src/cli/fleet/fleet-screen.ts',
    'src/cli/hosts/terminal.ts',
    'src/cli/step/keyboard.ts',
    'src/cli/step/pad.ts',
  ]);
});

/** Text of the program itself, of a policy, of a request, or of another program: not of a file. */
const PARSES_TEXT = [
  ['src/sandbox/remote.ts', 'the answer of a server'],
  ['src/sandbox/seed/workshop-account.ts', 'the seed, which is built in'],
  ['src/sandbox/s3/encryption.ts', 'a header'],
  ['src/aws/around/role-facets.ts', 'what a facet wrote'],
  ['src/aws/client/credential-process.ts', 'the output of a program'],
  ['src/policy/', 'a policy'],
  ['src/selftest', 'a copy'],
  ['src/contract/json-flaw.ts', 'a policy that a person wrote, whose mistakes are shown by line and column'],
  ['steps/documents/index.ts', 'a copy'],
  ['src/web/page/', 'what the server sent, and what the browser kept'],
] as const;

test('JSON of a file is read in one place', () => {
  const others = files.filter(
    (file) =>
      /JSON\.parse\(/.test(text(file)) &&
      !file.startsWith('src/sandbox/') &&
      !PARSES_TEXT.some(([path]) => file.startsWith(path)),
  );
  expect(others).toEqual(['src/disk/lines.ts', 'src/disk/read-json.ts']);
  const sandbox = files.filter(
    (file) => /^src\/sandbox\/[a-z-]+\.ts$/.test(file) && /JSON\.parse\(/.test(text(file)),
  );
  expect(sandbox).toEqual(['src/sandbox/remote.ts']);
});
