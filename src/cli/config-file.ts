import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { NAME_RULES } from '../aws/find/names.ts';
import { LabError } from '../contract/errors.ts';
import type { Remedy } from '../contract/suggestion.ts';
import { MIB, readRegularFile } from '../disk/read-file.ts';
import { parseJsonText } from '../disk/read-json.ts';
import { whyNotOurs } from '../disk/trust.ts';
import { nearest } from '../engine/nearest.ts';
import type { UsedConfigFile } from './global-options.ts';
import { flagOf, GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';

const NAME = 'kms-lab.config.json';
/** Earlier versions ran these if they found them. */
const CODE = ['kms-lab.config.mjs', 'kms-lab.config.js'];
const IS_CODE = /\.[cm]?js$/;

const text = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const list = v.union([
  text,
  v.pipe(
    v.array(text),
    v.transform((names) => names.join(',')),
  ),
]);
const field = ({ key, choices, form, list: isList }: OptionRow) => {
  if (isList && form) return v.optional(v.pipe(list, v.regex(form.pattern, `must be ${form.is}`)));
  if (isList) return v.optional(list);
  const rule = key in NAME_RULES ? NAME_RULES[key as keyof typeof NAME_RULES] : undefined;
  if (rule) return v.optional(v.pipe(text, v.check(rule.allows, `must be ${rule.is}: ${rule.must}`)));
  if (form) return v.optional(v.pipe(text, v.regex(form.pattern, `must be ${form.is}`)));
  return v.optional(choices ? v.picklist(choices) : text);
};

/** The options that a configuration file may set. A file cannot give consent, and the state directory is the machine's. */
export const FIELDS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS].filter(
  (row: OptionRow) => row.file !== undefined,
);
/** What a configuration file holds. Editors read `$schema`. */
export const CONFIG = v.strictObject({
  $schema: v.optional(v.string()),
  ...Object.fromEntries(FIELDS.map((row) => [row.key, field(row)])),
});

interface ConfigFile extends Omit<UsedConfigFile, 'sets'> {
  readonly values: Readonly<Record<string, string | undefined>>;
}

interface Search {
  /** The current one. */
  readonly directory: string;
  /** The value of `--config`: then nothing is searched for. */
  readonly named?: string | undefined;
}

/**
 * The configuration file that was named, or the nearest that is found; `undefined` if none is found, or it is empty.
 * Throws `ERR_CONFIG` with the file and, if one is at fault, the field.
 */
export async function readConfig({ directory, named }: Search): Promise<ConfigFile | undefined> {
  if (named !== undefined) {
    const path = resolve(directory, named);
    const content = await textOf(path);
    if (content === undefined) {
      throw new LabError('ERR_CONFIG', `There is no file "${path}".`, {
        hint: 'Name a file of settings, in JSON; or leave --config out.',
      });
    }
    return { path, how: 'named', values: await valuesIn(path, content) };
  }
  const found = await findConfig(directory);
  if (!found) return undefined;
  const values = await valuesIn(found.path, found.content);
  requireHarmless(found, values);
  return { path: found.path, how: 'found', values };
}

async function valuesIn(path: string, content: string): Promise<ConfigFile['values']> {
  const parsed = v.safeParse(
    CONFIG,
    IS_CODE.test(path) ? await importModule(path) : parseJson(path, content),
  );
  if (parsed.success) {
    const { $schema: _, ...values } = parsed.output;
    return values;
  }
  const faults = parsed.issues.map((issue) => faultOf(issue, content));
  throw unusable(path, faults, { hint: `It may hold ${FIELDS.map(({ key }) => key).join(', ')}.` });
}

/** A file that came with a folder must not decide where a command works, or with whose rights. */
function requireHarmless({ path, content }: FoundFile, values: ConfigFile['values']): void {
  const rows = FIELDS.filter(({ key, file }) => file === 'named' && values[key] !== undefined);
  if (rows.length === 0) return;
  const faults = rows.map(
    ({ key }) => `${key}${lineOf(key, content)}: a file that was only found cannot set it`,
  );
  const ways = rows.map((row) => [flagOf(row), ...(row.env ? [row.env] : [])].join(' or '));
  throw unusable(path, faults, {
    hint: `Use ${ways.join(', ')}; or name the file, if it is yours.`,
    next: [{ run: ['config', '--config', path], why: 'reads all of it, because you name it' }],
  });
}

const unusable = (path: string, faults: readonly string[], remedy: Remedy): LabError =>
  new LabError('ERR_CONFIG', `${path} cannot be used: ${faults.join('; ')}.`, remedy);

/** `alais (line 2): There is no such setting. Did you mean alias?` */
function faultOf(issue: v.InferIssue<typeof CONFIG>, content: string): string {
  const key = v.getDotPath(issue);
  if (key === null) return `the file: ${issue.message}`;
  const [name = key] = key.split('.');
  return `${key}${lineOf(name, content)}: ${name in CONFIG.entries ? issue.message : unknownText(name)}`;
}

function lineOf(name: string, content: string): string {
  const index = content
    .split('\n')
    .findIndex((line) => line.includes(`"${name}"`) || line.trimStart().startsWith(`${name}:`));
  return index < 0 ? '' : ` (line ${index + 1})`;
}

function unknownText(name: string): string {
  const close = nearest(
    name,
    FIELDS.map(({ key }) => key),
  );
  return `there is no such setting${close ? `, did you mean ${close}?` : ''}`;
}

interface FoundFile {
  readonly path: string;
  readonly content: string;
}

/** The first one that is not empty. Refuses to go on past one that it does not use, because it may protect something. */
async function findConfig(directory: string): Promise<FoundFile | undefined> {
  for (const folder of await foldersFrom(directory)) {
    const path = join(folder, NAME);
    if (await exists(path)) {
      await requireOurs(path);
      const content = await textOf(path);
      if (content?.trim()) return { path, content };
    }
    for (const code of CODE.map((name) => join(folder, name))) {
      if (await exists(code)) throw codeFound(code);
    }
  }
  return undefined;
}

/** Up to the repository, or to the home directory. Outside of both, only the folder itself. */
async function foldersFrom(directory: string): Promise<readonly string[]> {
  const folders: string[] = [];
  for (let folder = directory; ; folder = dirname(folder)) {
    folders.push(folder);
    if (folder === homedir() || (await exists(join(folder, '.git')))) return folders;
    if (folder === dirname(folder)) return [directory];
  }
}

async function requireOurs(path: string): Promise<void> {
  const why = await whyNotOurs(path).catch((error: Error) => `it cannot be examined: ${error.message}`);
  if (why === undefined) return;
  throw new LabError('ERR_CONFIG', `${path} was found, but another user may have written it: ${why}.`, {
    hint: 'Make it and its folder yours, writable by you alone; or work in another folder.',
    next: [{ run: ['config', '--config', path], why: 'reads it, because you name it' }],
  });
}

const codeFound = (path: string): LabError =>
  new LabError('ERR_CONFIG', `${path} is code, and kms-lab does not run code that it finds.`, {
    hint: `Write the settings to ${NAME}, or name the file.`,
    next: [{ run: ['config', '--config', path], why: 'runs it, because you name it' }],
  });

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (cause) {
    if (isAbsence(cause)) return false;
    throw unreadable(path, cause);
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readRegularFile(path, MIB)).toString();
  } catch (cause) {
    if (isAbsence(cause)) return undefined;
    throw unreadable(path, cause);
  }
}

const isAbsence = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

const unreadable = (path: string, cause: unknown): LabError =>
  new LabError('ERR_CONFIG', `${path} cannot be read: ${(cause as Error).message}.`, {
    cause,
    hint: 'correct it, or move it away; or name another with --config',
  });

function parseJson(path: string, content: string): unknown {
  try {
    return content.trim() === '' ? {} : parseJsonText(content);
  } catch (cause) {
    throw new LabError('ERR_CONFIG', `${path} cannot be used: ${(cause as Error).message}.`, {
      cause,
      hint: 'Correct it, or remove the file.',
    });
  }
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
