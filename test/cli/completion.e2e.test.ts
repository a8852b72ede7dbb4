import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { COMMANDS, GROUPS } from '../../src/cli/commands/index.ts';
import { grammarOf } from '../../src/cli/completion/grammar.ts';
import { COMPLETIONS } from '../../src/cli/completion/index.ts';
import { EVERY_COMMANDS_OPTIONS } from '../../src/cli/options.ts';

const STEPS = ['show-key-policy', '1', 'strip-decrypt', '2'].map((text) => ({ text, does: text }));
const GRAMMAR = grammarOf({
  commands: COMMANDS,
  groups: GROUPS,
  globals: EVERY_COMMANDS_OPTIONS,
  steps: STEPS,
});

const isHere = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

/** What the shell offers for the last of these words. */
const OFFERED = {
  bash: (words: readonly string[]) =>
    run('bash', [
      '-c',
      `${COMPLETIONS.bash(GRAMMAR)}
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kms_lab; printf '%s\\n' "\${COMPREPLY[@]}"`,
      'bash',
      ...words,
    ]),
  fish: (words: readonly string[]) =>
    run('fish', [
      '--no-config',
      '-c',
      `${COMPLETIONS.fish(GRAMMAR)}\ncomplete -C ${JSON.stringify(words.join(' '))}`,
    ]).map((line) => line.split('\t')[0] ?? ''),
};

const run = (shell: string, args: readonly string[]): readonly string[] =>
  execFileSync(shell, args, { encoding: 'utf8' }).trim().split('\n');

const ROWS: readonly (readonly [line: string, offered: readonly string[], not: readonly string[]])[] = [
  ['kms-lab ', ['run', 'checkpoint', 'help', 'completion'], ['save', 'list']],
  ['kms-lab re', ['report', 'reset', 'resume'], ['run']],
  ['kms-lab checkpoint ', ['list', 'save'], ['run']],
  ['kms-lab --target aws checkpoint ', ['list', 'save'], ['run', 'aws']],
  ['kms-lab help sand', ['sandbox'], ['status']],
  ['kms-lab goto ', ['strip-decrypt', '2'], ['run']],
  ['kms-lab --target ', ['sandbox', 'aws'], ['run']],
  ['kms-lab run --on-failure ', ['stop', 'rollback'], ['run']],
  ['kms-lab run --to st', ['strip-decrypt'], ['stop']],
  ['kms-lab run --to strip-decrypt --on', ['--on-failure'], ['--only-this']],
  ['kms-lab goto 2 --y', ['--yes'], ['--to']],
  ['kms-lab plan --', ['--to', '--variant', '--json', '--help'], ['--yes', '--probe-mfa']],
  ['kms-lab checkpoint show baseline --', ['--target'], ['--yes', '--variant']],
  ['kms-lab --', ['--target', '--yes', '--help'], ['--to']],
  ['kms-lab sandbox env --', ['--as', '--state-dir'], ['--target', '--operator']],
  ['kms-lab completion ', ['bash', 'zsh', 'fish', 'powershell'], ['run']],
];

describe.each(Object.keys(OFFERED) as (keyof typeof OFFERED)[])('%s', (shell) => {
  test.skipIf(!isHere(shell)).each(ROWS)('%s', (line, offered, not) => {
    const got = OFFERED[shell](line.split(' '));
    expect(got).toEqual(expect.arrayContaining([...offered]));
    for (const other of not) expect(got).not.toContain(other);
  });
});

test.skipIf(!isHere('zsh'))('zsh accepts it', () => {
  const told = spawnSync('zsh', ['-f', '-c', `${COMPLETIONS.zsh(GRAMMAR)}\nprint $_comps[kms-lab]`], {
    encoding: 'utf8',
  });
  expect(told.stderr).toBe('');
  expect(told.stdout).toContain('_kms_lab');
});

test('PowerShell gets every command, its flags and their values', () => {
  const script = COMPLETIONS.powershell(GRAMMAR);
  for (const { name } of COMMANDS) expect(script).toContain(`'${name}' = @(`);
  expect(script).toContain("'run --on-failure' = @('stop', 'rollback')");
  expect(script).toContain("'--target' = @('sandbox', 'aws')");
});
