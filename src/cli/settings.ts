import { join, resolve } from 'node:path';
import type { Names } from '../aws/client/target.ts';
import { LabError } from '../contract/errors.ts';
import type { GlobalOptions } from './global-options.ts';
import { flagOf, GLOBAL_OPTIONS, MANNER_OPTIONS, NAME_OPTIONS, type OptionRow } from './options.ts';
import type { Streams } from './streams.ts';
import { webAppAddress } from './web-app-address.ts';

/** Flags as they were typed, by key. */
export type Typed = Readonly<Record<string, unknown>>;

/** A flag takes precedence over the environment, then the configuration, then the default. Throws `ERR_CONFIG`. */
export async function settingsOf(
  typed: Typed,
  { env, cwd }: Pick<Streams, 'env' | 'cwd'>,
): Promise<GlobalOptions> {
  const { readConfig } = await import('./config-file.ts');
  const config = await readConfig({ directory: cwd(), named: typed.config as string | undefined });
  const sources = (row: OptionRow): readonly (readonly [value: string | undefined, where: string])[] => [
    [typed[row.key] as string | undefined, flagOf(row)],
    [fromEnvironment(row, env), row.env ?? ''],
    [config?.values[row.key], config?.path ?? ''],
  ];
  const isFromFile = (row: OptionRow): boolean => {
    const value = config?.values[row.key];
    return (
      value !== undefined &&
      (row.list || sources(row).find(([one]) => one !== undefined)?.[1] === config?.path)
    );
  };
  const values = (row: OptionRow) => [...sources(row).map(([one]) => one), row.fallback];
  const value = (row: OptionRow): string | readonly string[] | undefined =>
    row.list ? listed(values(row)) : values(row).find((one) => one !== undefined);
  const given = (rows: readonly OptionRow[]) =>
    Object.fromEntries(
      rows.flatMap((row) => {
        const from = sources(row).flatMap(([one, where]) => (one === undefined ? [] : [where]));
        if (from.length === 0) return [];
        return [[row.key, row.list ? from.join(', ') : `${from[0]}`]];
      }),
    );
  const gather = (rows: readonly OptionRow[]) =>
    Object.fromEntries(rows.flatMap((row) => (value(row) === undefined ? [] : [[row.key, value(row)]])));
  const rows: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];
  const named: Partial<GlobalOptions> = gather(GLOBAL_OPTIONS);
  const stateDir = named.stateDir ?? (await defaultStateDirectory());
  const manner = Object.fromEntries(MANNER_OPTIONS.map(({ key }) => [key, typed[key] ?? false]));
  return {
    ...(named as Pick<GlobalOptions, 'target' | 'variant'>),
    ...(named.webAppUrl === undefined ? {} : { webAppUrl: webAppAddress(named.webAppUrl) }),
    ...(manner as Pick<GlobalOptions, (typeof MANNER_OPTIONS)[number]['key']>),
    stateDir: resolve(cwd(), stateDir),
    names: gather(NAME_OPTIONS) as unknown as Names,
    given: given(rows),
    ...(config ? { configFile: { ...config, sets: rows.filter(isFromFile).map(({ key }) => key) } } : {}),
  };
}

/** Every name from every source, once; `undefined` if there is none. */
function listed(sources: readonly (string | undefined)[]): readonly string[] | undefined {
  const names = sources.flatMap((source) => source?.split(',') ?? []).map((name) => name.trim());
  const known = [...new Set(names.filter((name) => name !== ''))];
  return known.length > 0 ? known : undefined;
}

/** An empty variable counts as unset. */
function fromEnvironment({ env: name, choices, form }: OptionRow, env: Streams['env']): string | undefined {
  const value = name && env[name] ? env[name] : undefined;
  if (value === undefined) return value;
  if (form && !form.pattern.test(value)) {
    throw new LabError('ERR_CONFIG', `${name} is “${value}”, and not ${form.is}.`, {
      hint: `correct it, or unset ${name}`,
    });
  }
  if (!choices || choices.includes(value)) return value;
  throw new LabError('ERR_CONFIG', `${name} is “${value}”, which is not one of ${choices.join(', ')}.`, {
    hint: `export ${name}=${choices[0]}, or unset ${name}`,
  });
}

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
async function defaultStateDirectory(): Promise<string> {
  const { xdgState } = await import('xdg-basedir');
  if (xdgState) return join(xdgState, 'kms-lab');
  throw new LabError('ERR_CONFIG', 'There is no home directory to keep checkpoints in.', {
    hint: 'name a directory: --state-dir PATH, or KMS_LAB_STATE_DIR=PATH',
  });
}
