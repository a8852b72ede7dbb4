import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import type { Typed } from '../../src/cli/settings.ts';
import { ownWords, programOf, typingFor } from '../../src/cli/suggested-commands.ts';
import { commandLine } from '../../src/contract/suggestion.ts';

describe('how to start the program', () => {
  test.each([
    ['installed', '/usr/local/bin/kms-lab', '/home/me', 'kms-lab'],
    ['installed, on Windows', 'C:\\npm\\node_modules\\kms-lab\\dist\\kms-lab.js', 'C:\\me', 'kms-lab'],
    ['by npx', '/home/me/.npm/_npx/1a2b/node_modules/.bin/kms-lab', '/home/me', 'npx kms-lab'],
    ['from a project', '/home/me/lab/node_modules/.bin/kms-lab', '/home/me/lab', 'npx kms-lab'],
    ['in its own folder', '/home/me/lab/dist/kms-lab.js', '/home/me/lab', 'npx kms-lab'],
    ['from the folder above', '/home/me/lab/dist/kms-lab.js', '/home/me', 'node lab/dist/kms-lab.js'],
    ['from elsewhere', '/my labs/dist/kms-lab.js', '/home/me', "node '/my labs/dist/kms-lab.js'"],
  ])('%s', (_how, started, cwd, program) => {
    expect(programOf({ argv: ['node', started], cwd: () => cwd })).toBe(program);
  });

  test('without any information', () => expect(programOf({ cwd: () => '/' })).toBe('kms-lab'));
});

interface Line {
  readonly what: string;
  readonly run: readonly string[];
  readonly typed: Typed;
  readonly program?: string;
  readonly line: string;
}

const REAL = { target: 'aws', profile: 'lab', account: '111122223333' };

const LINES: readonly Line[] = [
  { what: 'nothing was typed', run: ['matrix'], typed: {}, line: 'kms-lab matrix' },
  {
    what: 'it goes on with what was typed',
    run: ['run', '--from', 'a', '--to', 'b-c'],
    typed: REAL,
    line: 'kms-lab run --from a --to b-c --target aws --profile lab --account 111122223333',
  },
  {
    what: 'an option that the suggestion has stays as it is there',
    run: ['run', '--target', 'aws', '--account', 'ACCOUNT_ID', '--yes'],
    typed: REAL,
    line: 'kms-lab run --target aws --account ACCOUNT_ID --yes --profile lab',
  },
  {
    what: 'a command of a group',
    run: ['checkpoint', 'list'],
    typed: { operator: 'root' },
    line: 'kms-lab checkpoint list --operator root',
  },
  {
    what: 'explain asks no account, and tells commands of AWS',
    run: ['explain', 'strip-decrypt'],
    typed: { ...REAL, variant: 'published', blocklist: 'k' },
    line: 'kms-lab explain strip-decrypt --target aws --profile lab --account 111122223333 --variant published',
  },
  {
    what: 'report asks no account, and goes by its id',
    run: ['report', '--list'],
    typed: REAL,
    line: 'kms-lab report --list --account 111122223333',
  },
  {
    what: 'the sandbox has its own account',
    run: ['sandbox', 'env'],
    typed: { ...REAL, stateDir: 'labs' },
    line: 'kms-lab sandbox env --state-dir labs',
  },
  {
    what: 'the other variant, where it decides nothing',
    run: ['matrix'],
    typed: { variant: 'published' },
    line: 'kms-lab matrix',
  },
  {
    what: 'another program’s command line comes last',
    run: ['sandbox', 'exec', '--', 'aws', 'kms', 'list-keys'],
    typed: { stateDir: 'labs' },
    line: 'kms-lab sandbox exec --state-dir labs -- aws kms list-keys',
  },
  { what: 'help needs nothing', run: ['run', '--help'], typed: REAL, line: 'kms-lab run --help' },
  { what: 'the help of all', run: ['--help'], typed: REAL, line: 'kms-lab --help' },
  {
    what: 'the names of the lab’s things',
    run: ['run'],
    typed: { roleName: 'my-role' },
    line: 'kms-lab run --role my-role',
  },
  {
    what: 'words that a shell would take apart',
    run: ['run', '--plan', 'my plan.json'],
    typed: { stateDir: "it's $HOME" },
    line: `kms-lab run --plan 'my plan.json' --state-dir 'it'\\''s $HOME'`,
  },
  {
    what: 'how the sandbox misbehaves, and consent, are for one command',
    run: ['run'],
    typed: { chaos: 'seed=1', yes: true, allowRoot: true, allowProduction: true, json: true },
    line: 'kms-lab run',
  },
  { what: 'another program', run: ['run'], typed: {}, program: 'npx kms-lab', line: 'npx kms-lab run' },
];

test.each(LINES)('a suggested command, typed: $what', ({ run, typed, program = 'kms-lab', line }) => {
  expect(typingFor(program, typed, COMMANDS).run(run)).toBe(line);
});

test.each([
  ['run', { to: 'strip-decrypt', onFailure: 'rollback' }, 'run|--to|strip-decrypt|--on-failure|rollback'],
  ['solve', { step: 'strip-decrypt' }, 'solve|strip-decrypt'],
  ['checkpoint save', { name: 'before lunch' }, 'checkpoint|save|before lunch'],
  ['report', { list: true }, 'report|--list'],
  ['run', { plan: 'my plan.json' }, 'run|--plan|my plan.json'],
])('the words of %s %o', (name, given, words) => {
  expect(ownWords(COMMANDS.find((command) => command.name === name)!, given).join('|')).toBe(words);
});

test('a command of the AWS CLI is for the same account, too', () => {
  const typed = { target: 'aws', profile: 'my lab', region: 'eu-west-1', stateDir: '/s' };
  const typing = typingFor('kms-lab', typed, COMMANDS);
  const line = (shell: string) => commandLine({ shell }, typing);
  expect(line('aws kms enable-key --key-id k')).toBe(
    "aws --profile 'my lab' --region eu-west-1 kms enable-key --key-id k",
  );
  expect(line('aws iam a && aws iam b --region us-east-1')).toBe(
    "aws --profile 'my lab' iam a && aws --profile 'my lab' iam b --region us-east-1",
  );
  expect(line('ID=$(aws kms list-keys --query "Keys[0].KeyId")')).toBe(
    `ID=$(aws --profile 'my lab' --region eu-west-1 kms list-keys --query "Keys[0].KeyId")`,
  );
  expect(line('unset AWS_PROFILE')).toBe('unset AWS_PROFILE');
  expect(commandLine({ shell: 'aws iam a' }, typingFor('kms-lab', { target: 'aws' }, COMMANDS))).toBe(
    'aws iam a',
  );
});
