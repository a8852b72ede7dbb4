import {
  EVERY_COMMANDS_OPTIONS,
  GLOBAL_OPTIONS,
  type MANNER_OPTIONS,
  NAME_OPTIONS,
  type OptionRow,
} from './options.ts';

/** The global options that a command uses, as data: `--help`, the completions and the refusals follow from it. */

export type GlobalKey = (
  | (typeof GLOBAL_OPTIONS)[number]
  | (typeof NAME_OPTIONS)[number]
  | (typeof MANNER_OPTIONS)[number]
)['key'];

/** A key, or one that is used only together with another. */
export type UsedOption = GlobalKey | { readonly key: GlobalKey; readonly needs: GlobalKey };

/** Every command has settings, and writes errors, in color or not, and with their stack. */
export const ALWAYS_USED = ['config', 'color', 'plain', 'verbose'] as const satisfies readonly GlobalKey[];

export const OUTPUT = ['json', 'summary', 'quiet'] as const satisfies readonly GlobalKey[];

export const NAMES: readonly GlobalKey[] = NAME_OPTIONS.map(({ key }) => key);

export const SETTINGS: readonly GlobalKey[] = [...GLOBAL_OPTIONS.map(({ key }) => key), ...NAMES];

/** Where state is kept that outlives a machine. */
export const SHARED_STATE = [
  'state',
  'stateProfile',
  'stateEndpoint',
] as const satisfies readonly GlobalKey[];

/** The account, and the principal. */
export const ACCOUNT: readonly GlobalKey[] = [
  ...([
    'target',
    'profile',
    'region',
    'endpointUrl',
    'allowHttp',
    'account',
    'operator',
    'chaos',
    'stateDir',
  ] as const),
  ...SHARED_STATE,
  ...NAMES,
  ...OUTPUT,
];

/** Reasons not to change an account, and the options that override them. A command that only reads reports them. */
export const GUARDS = ['blocklist', 'allowProduction', 'allowRoot'] as const satisfies readonly GlobalKey[];

/** The page on an account: its variant, its web app, and the other principals whose access is predicted. */
export const WITHOUT_VARIANT: readonly GlobalKey[] = [
  ...ACCOUNT,
  ...GUARDS,
  'webAppUrl',
  'otherProfile',
  'outsiderProfile',
];
export const LAB: readonly GlobalKey[] = [...WITHOUT_VARIANT, 'variant'];

/** Runs the checks, or observes the matrix, and changes nothing: only probing as the lab’s user needs consent. */
export const PROBES_ONLY = [
  'probeMfa',
  { key: 'yes', needs: 'probeMfa' },
] as const satisfies readonly UsedOption[];
export const OBSERVES: readonly UsedOption[] = [...LAB, ...PROBES_ONLY];

/** Changes the account, and runs the checks. */
export const CHANGES: readonly GlobalKey[] = [...LAB, 'probeMfa', 'yes'];

/** Only the embedded account. */
export const SANDBOX_STATE: readonly GlobalKey[] = ['stateDir', ...OUTPUT];

interface Using {
  readonly uses: readonly UsedOption[];
}

const keyOfUsed = (one: UsedOption): GlobalKey => (typeof one === 'string' ? one : one.key);

/** The rows of the global options that a command uses, in the order of `--help`. */
export function usedRows({ uses }: Using): readonly OptionRow[] {
  const keys: readonly string[] = [...ALWAYS_USED, ...uses.map(keyOfUsed)];
  return EVERY_COMMANDS_OPTIONS.filter(({ key }) => keys.includes(key));
}

/** The key of the option without which the command does not use this one. */
export const neededBy = ({ key, needs }: OptionRow, { uses }: Using): string | undefined =>
  needs ??
  uses.find((one): one is Exclude<UsedOption, string> => typeof one === 'object' && one.key === key)?.needs;
