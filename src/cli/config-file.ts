import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { MIB, readFile } from '../disk/read-file.ts';
import { nearest } from '../engine/nearest.ts';
import { GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';

const NAMES = ['kms-lab.config.json', 'kms-lab.config.mjs', 'kms-lab.config.js'];

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const list = v.union([
  text,
  v.pipe(
    v.array(text),
    v.transform((names) => names.join(',')),
  ),
]);
const field = ({ choices, form, list: isList }: OptionRow) => {
  if (isList) return v.optional(list);
  if (form) return v.optional(v.pipe(text, v.regex(form.pattern, `must be ${form.is}`)));
  return v.optional(choices ? v.picklist(choices) : text);
};

/** Excludes answers, because a file cannot give consent, and the state directory, which belongs to the machine. */
export const FIELDS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS].filter(
  ({ key }) => key !== 'stateDir',
);
const Config = v.strictObject(Object.fromEntries(FIELDS.map((row) => [row.key, field(row)])));

export interface ConfigFile {
  /** Absent without a configuration file. */
  readonly path?: string;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/**
 * The nearest `kms-lab.config.*`, from `directory` upward; empty if there is none. Throws `ERR_CONFIG` with the file
 * and, if one is at fault, the field.
 */
export async function readConfig(directory: string): Promise<ConfigFile> {
  const found = await findConfig(directory);
  if (!found) return { values: {} };
  const { path, content } = found;
  const parsed = v.safeParse(
    Config,
    path.endsWith('.json') ? parseJson(path, content) : await importModule(path),
  );
  if (parsed.success) return { path, values: parsed.output };
  const faults = parsed.issues.map((issue) => faultOf(issue, content));
  throw new LabError('ERR_CONFIG', `${path} cannot be used: ${faults.join('; ')}.`, {
    hint: `It may hold ${Object.keys(Config.entries).join(', ')}.`,
  });
}

/** `alais (line 2): There is no such setting. Did you mean alias?` */
function faultOf(issue: v.InferIssue<typeof Config>, content: string): string {
  const key = v.getDotPath(issue);
  if (key === null) return `the file: ${issue.message}`;
  const [name = key] = key.split('.');
  const index = content
    .split('\n')
    .findIndex((line) => line.includes(`"${name}"`) || line.trimStart().startsWith(`${name}:`));
  const where = index < 0 ? '' : ` (line ${index + 1})`;
  return `${key}${where}: ${name in Config.entries ? issue.message : unknownText(name)}`;
}

function unknownText(name: string): string {
  const close = nearest(name, Object.keys(Config.entries));
  return `there is no such setting${close ? `, did you mean ${close}?` : ''}`;
}

/** The first one that is not empty, up to the home directory or, outside of it, the root. */
async function findConfig(directory: string) {
  for (const folder of upwards(directory)) {
    for (const path of NAMES.map((name) => join(folder, name))) {
      const content = await textOf(path);
      if (content?.trim()) return { path, content };
    }
  }
  return undefined;
}

function* upwards(directory: string): Generator<string> {
  for (let folder = directory; ; folder = dirname(folder)) {
    yield folder;
    if (folder === homedir() || folder === dirname(folder)) return;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, MIB)).toString();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new LabError('ERR_CONFIG', `${path} cannot be read: ${message}.`, {
      cause,
      hint: 'correct it, or remove it',
    });
  }
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const where = `line ${brokenLine(content, (cause as Error).message)}`;
    throw new LabError('ERR_CONFIG', `${path} is not JSON: ${where} cannot be read.`, {
      cause,
      hint: 'Correct it, or remove the file.',
    });
  }
}

/** Counted from 1. If the parser names no position, the text ends too early. */
function brokenLine(content: string, message: string): number {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  const before = position === undefined ? content.trimEnd() : content.slice(0, Number(position));
  return before.split('\n').length;
}

async function importModule(path: string): Promise<unknown> {
  try {
    const { default: config } = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return config;
  } catch (cause) {
    throw new LabError('ERR_CONFIG', `${path} cannot be loaded.`, {
      cause,
      hint: 'it must export default { … }',
    });
  }
}
