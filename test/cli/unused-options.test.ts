import { describe, expect, test } from 'vitest';
import type { CliCommand } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EVERY_COMMANDS_OPTIONS, flagOf, type OptionRow } from '../../src/cli/options.ts';
import type { Typed } from '../../src/cli/settings.ts';
import { unusedIn } from '../../src/cli/unused-options.ts';
import { ALWAYS_USED, neededBy, usedRows } from '../../src/cli/used-options.ts';
import { type } from './streams.ts';

const HOME = { env: { KMS_LAB_STATE_DIR: '/nowhere' } };

/** As commander gives it. */
const typedAs = ({ flags, choices }: OptionRow): unknown =>
  flags.includes('<') ? (choices?.[0] ?? 'x') : !flags.startsWith('--no-');

const typing = (command: CliCommand, given: Typed, globals: Typed = {}) =>
  unusedIn({ command, given: given as Readonly<Record<string, string>>, rest: [], globals });

/** The row, with the option without which it has no use. */
const together = (command: CliCommand, row: OptionRow): Typed => {
  const needed = [...(command.options ?? []), ...EVERY_COMMANDS_OPTIONS].find(
    ({ key }) => key === neededBy(row, command),
  );
  return { [row.key]: typedAs(row), ...(needed ? { [needed.key]: typedAs(needed) } : {}) };
};

const rowNamed = (key: string): OptionRow => EVERY_COMMANDS_OPTIONS.find((row) => row.key === key)!;

describe.each(COMMANDS)('$name', (command) => {
  const used = usedRows(command);
  const others = EVERY_COMMANDS_OPTIONS.filter((row) => !used.includes(row));

  test('its help lists the options of every command that it uses, and no others', async () => {
    const { stdout } = await type(`${command.name} --help`);
    const [, listed = ''] = /It also takes:\n([\s\S]*?)\n {2}kms-lab --help/.exec(stdout) ?? [];
    const flags = listed.replace(/\(.*?\)/gs, '').match(/--[a-z-]+/g);
    expect(flags).toEqual(used.map(flagOf));
  });

  test('takes each of them', () => {
    for (const row of used) expect(typing(command, {}, together(command, row))).toBeUndefined();
  });

  test('refuses every other, with what to type instead', () => {
    for (const row of others) {
      const refused = typing(command, {}, { [row.key]: typedAs(row) });
      expect(refused?.error.exitCode, flagOf(row)).toBe(2);
      expect(refused?.error.message).toBe(`"${command.name}" does not use ${flagOf(row)}.`);
      expect(refused?.run).not.toContain(flagOf(row));
    }
  });

  test('takes each option of its own', () => {
    for (const row of command.options ?? []) {
      expect(typing(command, together(command, row)), flagOf(row)).toBeUndefined();
    }
  });

  test('takes an option that says more about another only with that one', () => {
    for (const row of [...(command.options ?? []), ...used]) {
      const needed = neededBy(row, command);
      if (needed === undefined) continue;
      const own = command.options?.includes(row) ?? false;
      const refused = typing(command, own ? { [row.key]: 'x' } : {}, own ? {} : { [row.key]: typedAs(row) });
      expect(refused?.error.message).toMatch(`"${command.name}" uses ${flagOf(row)} only with --`);
    }
  });

  test('refuses two options that leave each other without a meaning', () => {
    for (const row of [...(command.options ?? []), ...used]) {
      for (const key of row.conflicts ?? []) {
        const refused = typing(command, { [row.key]: 'x', [key]: 'y' });
        expect(refused?.error.message).toMatch(/cannot be combined with|does not use/);
      }
    }
  });

  test('where it does something else, all that has no use then is refused', () => {
    for (const mode of command.options ?? []) {
      const { onlyWith } = mode;
      if (!onlyWith) continue;
      const fine = [mode.key, ...onlyWith, ...ALWAYS_USED];
      const own = [...(command.options ?? []), ...(command.takes ?? []).map(({ name: key }) => ({ key }))];
      for (const { key } of own.filter((one) => !fine.includes(one.key))) {
        const refused = typing(command, { [mode.key]: true, [key]: 'x' });
        expect(refused?.error.message, key).toMatch(`"${command.name} ${flagOf(mode)}" does not use `);
        expect(refused?.run).toEqual([...command.name.split(' '), flagOf(mode)]);
      }
      for (const { key } of used) {
        const refused = typing(command, { [mode.key]: true }, together(command, rowNamed(key)));
        if (fine.includes(key)) expect(refused, key).toBeUndefined();
        else expect(refused?.error.exitCode, key).toBe(2);
      }
    }
  });

  test('each of its examples can be typed', async () => {
    for (const { type: line } of command.examples) {
      const words = line.split(' ');
      const flags = words.slice(0, words.includes('--') ? words.indexOf('--') : words.length);
      const rows = EVERY_COMMANDS_OPTIONS.filter((row) => flags.includes(flagOf(row)));
      const typed = Object.fromEntries(rows.map((row) => [row.key, typedAs(row)]));
      expect(typing(command, {}, typed), line).toBeUndefined();
    }
  });
});

test('what is left of a line is refused no more', () => {
  const matrix = COMMANDS.find(({ name }) => name === 'matrix')!;
  const refused = typing(matrix, {}, { variant: 'published', yes: true, region: 'eu-west-1' });
  expect(refused?.error.message).toBe('"matrix" does not use --variant.');
  expect(refused?.run).toEqual(['matrix', '--region', 'eu-west-1']);
});

test('an option that is set for good may be of no use to a command', async () => {
  const env = { ...HOME.env, KMS_LAB_VARIANT: 'published', KMS_LAB_BLOCKLIST: 'alias/a' };
  expect(await type('report --list', { env })).toMatchObject({ exitCode: 0, stderr: '' });
});

test.each([
  ['status --yes', '"status" does not use --yes.', 'kms-lab status'],
  [
    'setup --cloudformation --json --my-ip 1.2.3.4',
    '"setup --cloudformation" does not use',
    '--cloudformation',
  ],
  ['report 2 --list', '"report --list" does not use “2”.', 'kms-lab report --list'],
  ['teardown --pending-days 9', '"teardown" uses --pending-days only with --delete-key.', 'kms-lab teardown'],
  ['selftest --target aws', '"selftest" does not use --target.', 'kms-lab selftest'],
  ['matrix --yes', '"matrix" uses --yes only with --probe-mfa.', 'kms-lab matrix'],
  ['explain --profile workshop', '--profile is for a real account', 'add --target aws'],
  [
    'sandbox exec --operator root --state-dir /s -- aws kms list-keys --json',
    '"sandbox exec" does not use --operator.',
    'kms-lab sandbox exec --as root --state-dir /s -- aws kms list-keys --json',
  ],
])('kms-lab %s', async (line, says, next) => {
  const { exitCode, stdout, stderr } = await type(line, HOME);
  expect(exitCode).toBe(2);
  const all = (stdout + stderr).replace(/\\"/g, '"');
  expect(all).toContain(says);
  expect(all.replace(/\s+/g, ' ')).toContain(next);
});
