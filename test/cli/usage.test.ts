import { describe, expect, test } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { EVERY_COMMANDS_OPTIONS } from '../../src/cli/options.ts';
import { EXIT_CODES } from '../../src/contract/errors.ts';
import { fakeStreams, type } from './streams.ts';

interface Slip {
  readonly typed: string;
  readonly exitCode: number;
  /** What happened, and what to type next. */
  readonly says: readonly string[];
}

const SLIPS: readonly Slip[] = [
  { typed: 'rnu', exitCode: 2, says: ["Unknown command 'rnu'", 'Did you mean run?', 'kms-lab --help'] },
  { typed: 'checkpoint lst', exitCode: 2, says: ["Unknown command 'lst'", 'Did you mean list?'] },
  { typed: 'checkpoint', exitCode: 2, says: ['No command was given'] },
  { typed: '', exitCode: 2, says: ['No command was given', 'kms-lab run'] },
  {
    typed: 'run --tarket aws',
    exitCode: 2,
    says: ["Unknown option '--tarket'", 'Did you mean --target?', 'kms-lab run --help'],
  },
  { typed: 'run --target sandbx', exitCode: 2, says: ['Did you mean sandbox?', 'sandbox, aws'] },
  { typed: 'run --account 1111', exitCode: 2, says: ["'1111' is invalid", 'twelve digits'] },
  { typed: 'run --account 1111-2222-3333', exitCode: 2, says: ['without dashes'] },
  { typed: 'run --variant correct', exitCode: 2, says: ['Did you mean corrected?'] },
  { typed: 'run --on-failure stpo', exitCode: 2, says: ['Did you mean stop?'] },
  { typed: 'rollback', exitCode: 2, says: ['--to <checkpoint>', 'kms-lab rollback --help'] },
  {
    typed: 'reset everything',
    exitCode: 2,
    says: ["Too many arguments for 'reset'", 'kms-lab reset --help'],
  },
  {
    typed: 'run --plan x --only 2',
    exitCode: 2,
    says: ['--plan cannot be combined with --only', 'kms-lab run --plan x'],
  },
  { typed: 'run --plan /nowhere/x', exitCode: 2, says: ['There is no file', 'kms-lab plan --out'] },
  { typed: 'plan --out -', exitCode: 2, says: ['kept in a file'] },
  { typed: 'checkpoint show', exitCode: 2, says: ["missing required argument 'id'"] },
  {
    typed: 'explain strip-decript',
    exitCode: 2,
    says: ['ERR_UNKNOWN_NAME', 'There is no step “strip-decript”', 'did you mean strip-decrypt?'],
  },
  ...['goto 0', 'goto 8', 'solve three', 'run --only 9', 'plan --to x', 'explain 8'].map(
    (typed): Slip => ({
      typed,
      exitCode: 2,
      says: ['ERR_UNKNOWN_NAME', 'There are show-key-policy (1), strip-decrypt (2)', 'key-policy-mfa (7)'],
    }),
  ),
  ...['goto', 'solve'].map(
    (typed): Slip => ({
      typed,
      exitCode: 2,
      says: ['No step was named', 'show-key-policy (1), strip-decrypt (2)', `kms-lab ${typed} --help`],
    }),
  ),
  { typed: 'edit', exitCode: 2, says: ["missing required argument 'policy'"] },
  { typed: 'edit role', exitCode: 2, says: ['There is no policy “role”', 'role-policy, key-policy'] },
  { typed: 'edit role-policy', exitCode: 2, says: ['ERR_NO_TERMINAL', 'edit role-policy --file'] },
  {
    typed: 'edit role-policy --file /nowhere',
    exitCode: 2,
    says: ['There is no file /nowhere', 'kms-lab edit role-policy'],
  },
  { typed: 'edit role-policy --file /', exitCode: 2, says: ['/ cannot be read: it is a directory'] },
  { typed: 'edit role-policy --file /etc/hostname', exitCode: 2, says: ['line 1', 'one JSON object'] },
  { typed: 'run --plan /etc', exitCode: 1, says: ['not a regular file', 'kms-lab plan --out lab.plan.json'] },
  { typed: `goto ${'x'.repeat(5000)}`, exitCode: 2, says: [`There is no step “${'x'.repeat(40)}…”`] },
  ...['a/b', 'x'.repeat(65), '\u001b'].map(
    (name): Slip => ({
      typed: `checkpoint save ${name}`,
      exitCode: 2,
      says: ['cannot name a checkpoint'],
    }),
  ),
  { typed: 'checkpoint save baseline', exitCode: 2, says: ['a name that kms-lab uses itself'] },
  { typed: 'state copy /nowhere ./kept', exitCode: 2, says: ['There is no directory /nowhere.'] },
  { typed: 'fleet plan --accounts /nowhere.csv', exitCode: 2, says: ['there is no such file'] },
  { typed: 'fleet run --accounts /etc', exitCode: 2, says: ['The file cannot be read: it is a directory'] },
  { typed: 'board --accounts /nowhere.csv', exitCode: 2, says: ['there is no such file'] },
  { typed: 'status --config /nowhere', exitCode: 2, says: ['There is no file', 'or leave --config out'] },
  { typed: 'edit role-policy --file /dev/zero --yes', exitCode: 2, says: ['larger than 512 KiB'] },
  { typed: 'edit role-policy --file a --draft b', exitCode: 2, says: ['Leave one of them out'] },
  ...[
    ['status --state-dir', '--state-dir'],
    ['status --blocklist', '--blocklist'],
    ['plan --out', '--out'],
  ].map(
    ([typed = '', flag = '']): Slip => ({
      typed: `${typed}=`,
      exitCode: 2,
      says: [`The value of ${flag} is empty`],
    }),
  ),
  { typed: 'run --json=true', exitCode: 2, says: ['--json takes no value.', 'kms-lab run --help'] },
  { typed: 'setup --dry-run=no', exitCode: 2, says: ['--dry-run takes no value.'] },
  { typed: 'sandbox serv', exitCode: 2, says: ['Did you mean serve?', 'kms-lab sandbox --help'] },
  { typed: 'hint --grade 4', exitCode: 2, says: ["'4' is invalid. It is one of 1, 2, 3."] },
  {
    typed: 'status --target aws --endpoint-url localhost:5000',
    exitCode: 2,
    says: ['is a URL that begins with http:// or https://'],
  },
  {
    typed: 'plan --from 3 --to 2',
    exitCode: 2,
    says: ['start-web-app comes after strip-decrypt', 'kms-lab plan --from strip-decrypt --to start-web-app'],
  },
  { typed: 'help rnu', exitCode: 2, says: ["Unknown command 'rnu'", 'Did you mean run?'] },
  {
    typed: 'matrix --outsider-profile friend',
    exitCode: 2,
    says: ['ERR_USAGE', '--outsider-profile is for a real account', '--target aws'],
  },
  ...['--profile workshop', '--other-profile friend', '--endpoint-url http://127.0.0.1:9'].map(
    (option): Slip => ({
      typed: `status ${option}`,
      exitCode: 2,
      says: ['ERR_USAGE', `${option.split(' ')[0]} is for a real account`, 'add --target aws, or leave'],
    }),
  ),
  ...['--operator root', '--chaos throttle=5%'].map(
    (option): Slip => ({
      typed: `doctor --target aws ${option}`,
      exitCode: 2,
      says: [
        'ERR_USAGE',
        `${option.split(' ')[0]} is for the sandbox only`,
        'add --target sandbox, or leave',
      ],
    }),
  ),
  ...[
    ['--role Instance/Role', '"Instance/Role" is not the name of a role'],
    ['--alias ImportedCMK', 'did you mean --alias alias/ImportedCMK?'],
    ['--alias alias/aws/s3', 'alias/aws/s3 is the alias of a key that AWS manages'],
    ['--user user:A', '"user:A" is not the name of a user'],
    ['--instance KMS*', 'without * and ?'],
    ['--bucket s3://kmsworkshop', '"s3://kmsworkshop" is not the name of a bucket'],
    ['--sample-object s3://bucket/key', 'is named by its key alone'],
  ].map(
    ([option = '', says = '']): Slip => ({
      typed: `status ${option}`,
      exitCode: option.includes('alias/aws') ? 5 : 2,
      says: [says],
    }),
  ),
  {
    typed: 'matrix --target aws --probe-mfa',
    exitCode: 5,
    says: ['ERR_CONSENT', 'kms-lab matrix --target aws'],
  },
  ...['run', 'rollback --to baseline', 'reset'].flatMap((command): readonly Slip[] => [
    {
      typed: `${command} --target aws`,
      exitCode: 5,
      says: ['ERR_CONSENT', `kms-lab ${command} --target aws --account ACCOUNT_ID --yes`],
    },
    { typed: `${command} --target aws --yes`, exitCode: 5, says: ['ERR_CONSENT', '--account ACCOUNT_ID'] },
    {
      typed: `${command} --target aws --account 111122223333`,
      exitCode: 5,
      says: ['ERR_CONSENT', '--account 111122223333 --yes'],
    },
  ]),
];

const HOME = { env: { KMS_LAB_STATE_DIR: '/nowhere' } };
const flat = (text: string): string => text.replace(/\s+/g, ' ').toLowerCase();

describe('a typo gets the command that was meant', () => {
  test.each(SLIPS)('kms-lab $typed', async ({ typed, exitCode, says }) => {
    const answer = await type(typed, HOME);
    expect(answer.exitCode).toBe(exitCode);
    expect(answer.stdout).toBe('');
    for (const words of says) expect(flat(answer.stderr)).toContain(flat(words));
    expect(answer.stderr).not.toMatch(/^\s+at /m);
  });

  test.each(SLIPS.filter(({ typed }) => typed !== ''))(
    'kms-lab $typed --json',
    async ({ typed, exitCode }) => {
      const answer = await type(`${typed} --json`, HOME);
      expect(answer.exitCode).toBe(exitCode);
      expect(JSON.parse(answer.stdout)).toMatchObject({ type: 'summary', ok: false, exitCode });
      expect(answer.stdout).not.toContain('"stack"');
    },
  );
});

test.each(['--json', '--verbose'])('--quiet cannot be combined with %s', async (option) => {
  const { exitCode, stdout, stderr } = await type(`status --quiet ${option}`, HOME);
  expect(exitCode).toBe(2);
  expect(stdout + stderr).toContain(`--quiet cannot be combined with ${option}.`);
});

test.each([
  [['report', '--name', 'a\nb'], "argument 'a\\nb' is invalid. It is a name"],
  [['report', ''], 'The argument “run” is empty.'],
  [['checkpoint', 'show', ' '], 'The argument “id” is empty.'],
  [['run', '--to', ''], 'There is no step “”.'],
])('kms-lab %j: %s', async (line, says) => {
  const streams = fakeStreams(HOME);
  expect(await kmsLab(line, streams, new AbortController().signal)).toBe(2);
  expect(flat(streams.stderr.text)).toContain(flat(says));
  expect(streams.stderr.text).not.toMatch(/^ {2}kms-lab (?!.*--help)/m);
});

test.each(['--summary', '--json --summary'])('%s is only the summary of --json', async (options) => {
  const listed = await type(`report --list ${options}`, HOME);
  expect(JSON.parse(listed.stdout)).toMatchObject({ type: 'summary', command: 'report', ok: true });
  const failed = await type(`explain strip-decript ${options}`, HOME);
  expect(JSON.parse(failed.stdout)).toMatchObject({ type: 'summary', ok: false, exitCode: 2 });
  expect(failed.stderr).toBe('');
});

test('--verbose adds the stack', async () => {
  const { stderr } = await type('explain strip-decript --verbose', HOME);
  expect(stderr).toMatch(/^ {4}at /m);
});

describe('help', () => {
  test('names every command, option and exit code, and the first things to type', async () => {
    const { exitCode, stdout, stderr } = await type('--help');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const { name } of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name.split(' ')[0]}\\b`, 'm'));
    for (const { flags } of EVERY_COMMANDS_OPTIONS) expect(stdout).toContain(flags);
    for (const [code, means] of Object.entries(EXIT_CODES)) {
      expect(flat(stdout)).toContain(flat(`${code} ${means}`));
    }
    expect(stdout).toContain('kms-lab run');
  });

  test.each(COMMANDS)('of $name says what it does, with examples', async ({ name, does, examples }) => {
    const { exitCode, stdout } = await type(`${name} --help`);
    expect(exitCode).toBe(0);
    expect(flat(stdout)).toContain(flat(does));
    for (const { type, does } of examples) {
      expect(stdout).toContain(type);
      expect(flat(stdout)).toContain(flat(does));
    }
    expect(await type(`help ${name}`)).toEqual(await type(`${name} --help`));
  });

  test('alone is the help of all commands', async () => {
    expect(await type('help')).toEqual(await type('--help'));
  });

  test.each([80, 60])('fits into %i columns', async (columns) => {
    for (const line of ['--help', ...COMMANDS.map(({ name }) => `${name} --help`)]) {
      const { stdout } = await type(line, { columns });
      expect(stdout.split('\n').filter((text) => text.length > columns)).toEqual([]);
    }
  });
});

test('--version prints it', async () => {
  const { exitCode, stdout } = await type('--version');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '0.1.0\n' });
});

test('a step can be named by its number, too', async () => {
  expect(await type('explain 7', HOME)).toEqual(await type('explain key-policy-mfa', HOME));
});

test('explain needs no account, and also prints JSON', async () => {
  const inWords = await type('explain key-policy-mfa', HOME);
  expect(inWords.stdout).toMatch(/^key-policy-mfa: .*With the AWS CLI\n.*The page says, and AWS does/s);
  const asJson = await type('explain --json', HOME);
  const records = asJson.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records.map(({ type }) => type)).toEqual([...Array(7).fill('guide'), 'summary']);
});
