import { pathToFileURL } from 'node:url';
import { lilconfig } from 'lilconfig';
import * as v from 'valibot';
import { LabError } from '../contract/errors.ts';
import { GLOBAL_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';

const PLACES = ['kms-lab.config.json', 'kms-lab.config.mjs', 'kms-lab.config.js'];

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

/** Not how to answer, for consent is not given by a file; and not the state directory, which belongs to the machine. */
const FIELDS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS].filter(
  ({ key }) => key !== 'stateDir',
);
const Config = v.strictObject(Object.fromEntries(FIELDS.map((row) => [row.key, field(row)])));

export interface ConfigFile {
  /** Absent without a configuration file. */
  readonly path?: string;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/**
 * The nearest `kms-lab.config.*` from `directory` upwards; empty where there is none. Throws `ERR_CONFIG` with the file
 * and, where one is at fault, the field.
 */
export async function readConfig(directory: string): Promise<ConfigFile> {
  const found = await lilconfig('kms-lab', {
    searchPlaces: PLACES,
    loaders: { '.json': parseJson, '.mjs': importModule, '.js': importModule },
  }).search(directory);
  if (!found || found.isEmpty) return { values: {} };
  const parsed = v.safeParse(Config, found.config);
  if (parsed.success) return { path: found.filepath, values: parsed.output };
  const faults = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
  throw new LabError('ERR_CONFIG', `${found.filepath} cannot be used: ${faults.join('; ')}`, {
    hint: `it may hold ${Object.keys(Config.entries).join(', ')}`,
  });
}

function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new LabError('ERR_CONFIG', `${path} is not JSON.`, { cause, hint: `correct it, or remove it` });
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
