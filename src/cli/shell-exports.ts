import { singleQuoted } from '../contract/suggestion.ts';

/** A variable that is undefined must be unset. */
type Variables = Readonly<Record<string, string | undefined>>;

interface Shell {
  quote(text: string): string;
  set(name: string, quoted: string): string;
  unset(name: string): string;
  /** Makes `eval` fail. */
  readonly fail: string;
}

const POSIX: Shell = {
  quote: singleQuoted,
  set: (name, quoted) => `export ${name}=${quoted}`,
  unset: (name) => `unset ${name}`,
  fail: 'false',
};

const SHELLS = {
  bash: POSIX,
  zsh: POSIX,
  // https://fishshell.com/docs/current/language.html#quotes
  fish: {
    quote: (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`,
    set: (name, quoted) => `set -gx ${name} ${quoted}`,
    unset: (name) => `set -e ${name}`,
    fail: 'false',
  },
  // PowerShell treats typographic quotes like straight ones, and doubles those within a string:
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
  powershell: {
    quote: (text) => `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`,
    set: (name, quoted) => `$env:${name} = ${quoted}`,
    unset: (name) => `Remove-Item Env:${name} -ErrorAction Ignore`,
    fail: "Write-Error 'There is no sandbox: this shell is at no AWS account now.'",
  },
} as const satisfies Readonly<Record<string, Shell>>;

export type ShellName = keyof typeof SHELLS;

export const isShell = (name: string): name is ShellName => Object.hasOwn(SHELLS, name);

/** Lines for the shell to evaluate. */
export function exportsFor(shell: ShellName, variables: Variables): string {
  const { quote, set, unset }: Shell = SHELLS[shell];
  return Object.entries(variables)
    .map(([name, value]) => (value === undefined ? unset(name) : set(name, quote(value))))
    .join('\n');
}

/** The same for a shell that evaluates the output of a failed command: `eval` fails, too. */
export const failingExportsFor = (shell: ShellName, variables: Variables): string =>
  `${exportsFor(shell, variables)}\n${SHELLS[shell].fail}`;
