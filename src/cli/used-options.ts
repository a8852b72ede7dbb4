import {
  EVERY_COMMANDS_OPTIONS,
  GLOBAL_OPTIONS,
  type MANNER_OPTIONS,
  NAME_OPTIONS,
  type OptionRow,
} from './options.ts';

/** The options of every command that one command uses, as data: `--help`, the completions and the refusals follow from it. */

export type GlobalKey = (
  | (typeof GLOBAL_OPTIONS)[number]
  | (typeof NAME_OPTIONS)[number]
  | (typeof MANNER_OPTIONS)[number]
)['key'];

/** A key, or one that has a use only together with another. */
export type UsedOption = GlobalKey | { readonly key: GlobalKey; readonly needs: GlobalKey };

/** Errors are written in color, or not, and with their stack, whatever the command. */
export const ALWAYS_USED = ['color', 'plain', 'verbose'] as const satisfies readonly GlobalKey[];

export const OUTPUT = ['json', 'summary', 'quiet'] as const satisfies readonly GlobalKey[];

export const NAMES: readonly GlobalKey[] = NAME_OPTIONS.map(({ key }) => key);

export const SETTINGS: readonly GlobalKey[] = [...GLOBAL_OPTIONS.map(({ key }) => key), ...NAMES];

/** Which account, and as whom. */
export const ACCOUNT: readonly GlobalKey[] = [
  ...(['target', 'profile', 'region', 'endpointUrl', 'account', 'operator', 'chaos', 'stateDir'] as const),
  ...NAMES,
  ...OUTPUT,
];

/** Why an account is not to be changed, and leave to do it all the same. A command that only reads says it. */
export const GUARDS = ['blocklist', 'allowProduction', 'allowRoot'] as const satisfies readonly GlobalKey[];

/** The page on an account: its variant, its web app, and the others whose access is predicted. */
export const WITHOUT_VARIANT: readonly GlobalKey[] = [
  ...ACCOUNT,
  ...GUARDS,
  'webAppUrl',
  'otherProfile',
  'outsiderProfile',
];
export const LAB: readonly GlobalKey[] = [...WITHOUT_VARIANT, 'variant'];

/** Asks the checks, or observes the matrix, and changes nothing: only to probe as the lab’s user needs consent. */
export const PROBES_ONLY = [
  'probeMfa',
  { key: 'yes', needs: 'probeMfa' },
] as const satisfies readonly UsedOption[];
export const OBSERVES: readonly UsedOption[] = [...LAB, ...PROBES_ONLY];

/** Changes the account, and asks the checks. */
export const CHANGES: readonly GlobalKey[] = [...LAB, 'probeMfa', 'yes'];

/** The embedded account alone. */
export const SANDBOX_STATE: readonly GlobalKey[] = ['stateDir', ...OUTPUT];

interface Using {
  readonly uses: readonly UsedOption[];
}

const keyOfUsed = (one: UsedOption): GlobalKey => (typeof one === 'string' ? one : one.key);

/** The rows of the options of every command that one command uses, in the order of `--help`. */
export function usedRows({ uses }: Using): readonly OptionRow[] {
  const keys: readonly string[] = [...ALWAYS_USED, ...uses.map(keyOfUsed)];
  return EVERY_COMMANDS_OPTIONS.filter(({ key }) => keys.includes(key));
}

/** The key of the option without which this one has no use in the command. */
export const neededBy = ({ key, needs }: OptionRow, { uses }: Using): string | undefined =>
  needs ??
  uses.find((one): one is Exclude<UsedOption, string> => typeof one === 'object' && one.key === key)?.needs;
