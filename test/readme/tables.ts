import { readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { FIELDS } from '../../src/cli/config-file.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from '../../src/cli/options.ts';
import type { Check } from '../../src/contract/check.ts';
import { ERRORS, EXIT_CODES } from '../../src/contract/errors.ts';
import type { Variant } from '../../src/contract/facts.ts';
import type { Finding, Pipeline } from '../../src/contract/step.ts';
import { GAPS } from '../../src/sandbox/gaps.ts';
import { pipeline } from '../../steps/index.ts';

const VARIANTS: readonly Variant[] = ['corrected', 'published'];

/** The parts of the README that are made from code, by the name of their marker. */
export const TABLES: Readonly<Record<string, () => string>> = {
  steps: () =>
    table(
      ['Step', 'What it does', 'Section of the page'],
      stages.map(({ step }) => [code(step.id), step.title, step.section]),
    ),
  findings: () =>
    table(
      ['The page says', 'AWS does', 'Source'],
      findings().map(({ pageSays, awsDoes, source }) => [pageSays, awsDoes, source]),
    ),
  checks: () =>
    table(
      ['Check', 'True when'],
      checks().map(({ id, title }) => [code(id), title]),
    ),
  'exit-codes': () =>
    table(
      ['Code', 'Meaning'],
      Object.entries(EXIT_CODES).map(([exit, means]) => [exit, means]),
    ),
  errors: () =>
    table(
      ['Error', 'Exit', 'Meaning'],
      Object.entries(ERRORS).map(([name, { exit, means }]) => [code(name), String(exit), means]),
    ),
  gaps: () =>
    table(
      ['Service', 'The sandbox', 'AWS'],
      GAPS.map(({ service, here, aws }) => [service, here, aws]),
    ),
};

/** The parts of docs/configuration.md. */
export const SETTINGS: typeof TABLES = {
  settings: () =>
    table(
      ['Setting', 'Flag', 'Environment variable', 'Default', 'Meaning'],
      SETTING_ROWS.map((row) => [
        FIELDS.includes(row) ? code(row.key) : '',
        code(flagOf(row)),
        row.env ? code(row.env) : '',
        row.fallback ? code(row.fallback) : '',
        `${row.does}${row.choices ? `: ${row.choices.map(code).join(', ')}` : ''}`,
      ]),
    ),
};

const SETTING_ROWS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];

/** A text with every marked part made anew: `<!-- steps -->` to `<!-- /steps -->`. */
export const withTables = (given: string, tables = TABLES): string =>
  Object.entries(tables).reduce((text, [name, make]) => {
    const part = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!part.test(text)) throw new Error(`There is no part ${name}`);
    return text.replace(part, (_, open, close) => `${open}\n${make()}\n\n${close}`);
  }, given);

const ROOT = resolve(import.meta.dirname, '../..');

const LANGUAGES: Readonly<Record<string, string>> = { '.ts': 'ts', '.mjs': 'js' };

/** A text with every file that it shows made anew: `<!-- code path -->` to `<!-- /code -->`. */
export const withCode = (text: string): string =>
  text.replace(
    /(<!-- code (\S+) -->\n)[\s\S]*?(<!-- \/code -->)/g,
    (_, open, path, close) =>
      `${open}\n\`\`\`${LANGUAGES[extname(path)]}\n${readFileSync(join(ROOT, path), 'utf8').trimEnd()}\n\`\`\`\n\n${close}`,
  );

const once = <T extends { readonly id: string }>(things: readonly T[]): readonly T[] => [
  ...new Map(things.map((thing) => [thing.id, thing])).values(),
];

const stages: Pipeline['stages'] = pipeline.stages;

const findings = (): readonly Finding[] =>
  once(stages.flatMap(({ step }) => VARIANTS.flatMap((variant) => step.findings?.(variant) ?? [])));

const checks = (): readonly Check[] =>
  once(VARIANTS.flatMap((variant) => stages.flatMap((stage) => [...stage.checks(variant)])));

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const row = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
