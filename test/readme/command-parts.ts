import { GRANTS, LAB_COMMANDS } from '../../src/aws/permissions.ts';
import type { Argument, CliCommand } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { FIELDS } from '../../src/cli/config-file.ts';
import {
  flagOf,
  GLOBAL_OPTIONS,
  MANNER_OPTIONS,
  NAME_OPTIONS,
  type OptionRow,
} from '../../src/cli/options.ts';
import { usedRows } from '../../src/cli/used-options.ts';
import { ERRORS, EXIT_CODES } from '../../src/contract/errors.ts';
import { code, fenced, sentence, table } from './markdown.ts';

const SETTING_ROWS: readonly OptionRow[] = [...GLOBAL_OPTIONS, ...NAME_OPTIONS];

/** What the documentation says about the command line. */
export const COMMAND_PARTS = {
  'command-list': () =>
    table(
      ['Command', 'What it does'],
      COMMANDS.map(({ name, does }) => [`[${code(name)}](#${name.replaceAll(' ', '-')})`, sentence(does)]),
    ),
  commands: () => COMMANDS.map(sectionOf).join('\n\n'),
  'output-options': () => optionTable(MANNER_OPTIONS),
  settings: () =>
    table(
      ['Setting', 'Flag', 'Environment variable', 'Default', 'Meaning'],
      SETTING_ROWS.map((row) => [
        FIELDS.includes(row) ? code(row.key) : '',
        code(flagOf(row)),
        row.env ? code(row.env) : '',
        row.fallback ? code(row.fallback) : '',
        `${meaningOf({ ...row, fallback: undefined })}${row.file === 'named' ? ' In a file only if you name it.' : ''}`,
      ]),
    ),
  'exit-codes': () =>
    table(
      ['Code', 'Meaning'],
      Object.entries(EXIT_CODES).map(([exit, means]) => [exit, means]),
    ),
  errors: () =>
    table(
      ['Error', 'Exit code', 'Meaning'],
      Object.entries(ERRORS).map(([name, { exit, means }]) => [code(name), String(exit), means]),
    ),
  permissions: () =>
    table(
      ['Action', 'Resource', 'Needed by'],
      GRANTS.flatMap(({ resource, actions }) =>
        Object.entries(actions).map(([action, commands]) => [
          code(action),
          code(resource),
          whoNeeds(commands),
        ]),
      ).sort(([one = ''], [other = '']) => one.localeCompare(other)),
    ),
} satisfies Readonly<Record<string, () => string>>;

function sectionOf({ name, does, takes = [], options = [], examples, uses }: CliCommand): string {
  const rows = [
    ...takes.map(({ does, ...one }) => [code(termOf(one)), sentence(does)]),
    ...options.map(rowOf),
  ];
  const width = Math.max(...examples.map(({ type }) => type.length));
  return [
    `### ${name}`,
    sentence(does),
    ...(rows.length > 0 ? [table(['Argument or option', 'Meaning'], rows)] : []),
    `It also takes: ${usedRows({ uses })
      .map((row) => code(flagOf(row)))
      .join(', ')}.`,
    fenced('sh', examples.map(({ type, does }) => `${type.padEnd(width)}  # ${does}`).join('\n')),
  ].join('\n\n');
}

const termOf = ({ name, optional, rest }: Pick<Argument, 'name' | 'optional' | 'rest'>): string =>
  optional ? `[${name}]` : rest ? `-- <${name}...>` : `<${name}>`;

const rowOf = (row: OptionRow): readonly string[] => [code(row.flags), meaningOf(row)];

const optionTable = (rows: readonly OptionRow[]): string => table(['Option', 'Meaning'], rows.map(rowOf));

/** The description, the possible values, and the default. */
function meaningOf({
  does,
  choices,
  fallback,
  only,
}: Omit<OptionRow, 'fallback'> & { fallback?: string | undefined }): string {
  return [
    sentence(does),
    ...(choices ? [`One of ${choices.map(code).join(', ')}.`] : []),
    ...(fallback ? [`Default: ${code(fallback)}.`] : []),
    ...(only ? [`Only with ${code(`--target ${only}`)}.`] : []),
  ].join(' ');
}

function whoNeeds(commands: readonly string[]): string {
  const others = commands.filter((name) => !LAB_COMMANDS.includes(name));
  return LAB_COMMANDS.every((name) => commands.includes(name))
    ? ['every command on the lab', ...others.map(code)].join(', ')
    : commands.map(code).join(', ');
}
