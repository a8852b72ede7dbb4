import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENTER, sitDown } from '../cli/step/pty.ts';
import { whatToDo } from '../what-to-do.ts';
import { kmsLab, serve, tell } from './in-process.ts';
import { BINARY, freshState } from './kms-lab.ts';
import { configurationOf } from './served.ts';

const ACCOUNT = '111122223333';

describe('a plan in a file', () => {
  test('is readable by its owner only, has no secrets, and is carried out exactly', async () => {
    const state = freshState();
    const file = join(state, 'lab.plan.json');
    const shown = await tell(state, 'plan', '--to', 'strip-decrypt', '--out', file);
    expect(shown.exitCode).toBe(4);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toMatch(/secret|AKIA|token/i);
    expect(JSON.parse(text)).toMatchObject({ version: 1, facts: { accountId: ACCOUNT }, target: 'sandbox' });

    const done = await tell(state, 'run', '--plan', file);
    expect(done.summary).toMatchObject({ ok: true, exitCode: 0 });
    const planned = shown.summary.steps.map(({ id, changes }) => ({ id, changes }));
    expect(done.summary.steps.map(({ id, changes }) => ({ id, changes }))).toEqual(planned);
  });

  test('of the published page is carried out as published, without repeating the option', async () => {
    const state = freshState();
    const file = join(state, 'lab.plan.json');
    await tell(state, 'plan', '--variant', 'published', '--operator', 'root', '--out', file);
    const done = await tell(state, 'run', '--plan', file, '--operator', 'root');
    expect(done.summary).toMatchObject({ ok: true, variant: 'published' });
  });

  test('is refused if the account changed, and the difference is shown', async () => {
    const state = freshState();
    const file = join(state, 'lab.plan.json');
    await tell(state, 'plan', '--out', file);
    await tell(state, 'run', '--to', 'strip-decrypt');
    const { exitCode, stdout, stderr } = await kmsLab(state, 'run', '--plan', file);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/What was changed since the plan was made\n\n.*^- +"kms:Decrypt",$/ms);
    expect(stderr).toMatch(/ERR_DRIFT: The account changed after the plan was made/);
  });

  test.each([
    [['--to', 'strip-decrypt'], 2, 'ERR_USAGE', /--plan cannot be combined with --to/],
    [
      ['--from', 'strip-decrypt', '--only', 'start-web-app'],
      2,
      'ERR_USAGE',
      /--only cannot be combined with --from/,
    ],
    [['--variant', 'published'], 2, 'ERR_USAGE', /for --variant corrected, not for published/],
    [
      ['--operator', 'root'],
      5,
      'ERR_WRONG_ACCOUNT',
      /operator arn:\S+:user\/operator, and here it is arn:\S+:root/,
    ],
    [['--account', '444455556666'], 5, 'ERR_WRONG_ACCOUNT', /the command names 444455556666/],
  ])('with %j: exit code %i, %s', async (words, exitCode, code, message) => {
    const state = freshState();
    const file = join(state, 'lab.plan.json');
    await tell(state, 'plan', '--out', file);
    const told = await tell(state, 'run', '--plan', file, ...words);
    expect(told.exitCode).toBe(exitCode);
    expect(told.summary).toMatchObject({ writes: 0, error: { code } });
    expect(told.summary.error?.message).toMatch(message);
  });

  test('cannot be kept without a folder, or on stdout', async () => {
    const state = freshState();
    const nowhere = await tell(state, 'plan', '--out', join(state, 'no', 'plan.json'));
    expect(nowhere.summary.error).toMatchObject({ code: 'ERR_OUTPUT' });
    expect(nowhere.summary.error?.message).not.toMatch(/plan\.json\.\d/);
    expect((await tell(state, 'plan', '--out', '-')).summary.error).toMatchObject({ code: 'ERR_USAGE' });
  });
});

describe('a real target', () => {
  /** The sandbox over the wire, used as if it were AWS. */
  async function asAws(state: string, who: string, ...words: readonly string[]) {
    const { endpoint, credentials } = await configurationOf(state, '--as', who);
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    });
    delete process.env.AWS_SESSION_TOKEN;
    try {
      const at = ['--target', 'aws', '--endpoint-url', endpoint, '--region', 'us-east-1'];
      return await tell(state, ...words, ...at);
    } finally {
      process.env = before;
    }
  }

  test.each([
    ['root', [], /credentials of the account root/, /--allow-root/],
    ['operator', ['--blocklist', 'other,ImportedCMK'], /is on the blocklist, as ImportedCMK/, /--alias NAME/],
  ] as const)('is not written to: %s %j', async (who, words, message, hint) => {
    const state = freshState();
    await serve(state);
    const pinned = ['--account', ACCOUNT, '--yes'];
    const run = await asAws(state, who, 'run', '--to', 'strip-decrypt', ...pinned, ...words);
    expect(run.exitCode).toBe(5);
    expect(run.summary.error).toMatchObject({ code: 'ERR_PROTECTED' });
    expect(run.summary.error?.message).toMatch(message);
    expect(run.summary.error?.hint).toMatch(hint);

    const plan = await asAws(state, who, 'plan', '--to', 'strip-decrypt', ...words);
    expect(plan.exitCode).toBe(4);
    expect(plan.events).toContainEqual({ type: 'note', text: run.summary.error?.message });
  });

  test('without a terminal, a plan needs the account and --yes, and says so in its own words', async () => {
    const state = freshState();
    await serve(state);
    const file = join(state, 'lab.plan.json');
    await asAws(state, 'operator', 'plan', '--to', 'strip-decrypt', '--out', file);
    const told = await asAws(state, 'operator', 'run', '--plan', file);
    expect(told.summary.error).toMatchObject({ code: 'ERR_CONSENT' });
    expect(whatToDo(told.summary.error)).toMatch(
      /npx kms-lab run --plan \S+ --target aws --account ACCOUNT_ID --yes --region us-east-1 --endpoint-url http/,
    );
    const done = await asAws(state, 'operator', 'run', '--plan', file, '--account', ACCOUNT, '--yes');
    expect(done.events.filter(({ type }) => type === 'change-applied')).toHaveLength(1);
  });
});

describe('at a terminal, a plan of a real account', () => {
  const QUESTION = 'Type the account’s id to go on';

  async function sitAt(state: string, ...words: readonly string[]) {
    await serve(state);
    const { endpoint, credentials } = await configurationOf(state);
    const env = {
      NO_COLOR: '1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const file = join(state, 'lab.plan.json');
    const at = `--target aws --endpoint-url ${endpoint} --region us-east-1`;
    const planning = sitDown(`plan --only show-key-policy --out ${file} ${at}`, { stateDir: state, env });
    await planning.leaves();
    return sitDown(`run --plan ${file} ${at} ${words.join(' ')}`, { stateDir: state, env });
  }

  test('is shown and needs consent', async () => {
    const person = await sitAt(freshState());
    await person.sees(QUESTION);
    person.types(`444455556666${ENTER}`);
    expect(await person.leaves()).toBe(5);
    expect(await person.screen()).toContain('That is not the account’s id');
  });

  test('is not asked about again if the user named the account', async () => {
    const person = await sitAt(freshState(), '--account', ACCOUNT);
    expect(await person.leaves()).toBe(0);
    expect(await person.screen()).not.toContain(QUESTION);
  });
});

describe('names that do not exist are refused, on a finished account, too', () => {
  test.each([
    ['--role', 'nope', 'ERR_NOT_FOUND', /role "nope"/],
    ['--instance', 'nope', 'ERR_NOT_FOUND', /instance "nope"/],
    ['--alias', 'alias/nope', 'ERR_NOT_FOUND', /alias\/nope/],
    ['--region', 'eu-west-1', 'ERR_NOT_FOUND', /in us-east-1, and has nothing in eu-west-1/],
    ['--user', 'nope', 'ERR_USAGE', /--user userA, and now it is nope/],
  ])('%s %s', async (flag, value, code, message) => {
    const state = freshState();
    await tell(state, 'run');
    const { summary } = await tell(state, 'run', flag, value);
    expect(summary).toMatchObject({ writes: 0, error: { code } });
    expect(summary.error?.message).toMatch(message);
  });
});

describe('the next line', () => {
  test('keeps what was typed', async () => {
    const state = freshState();
    const { stdout } = await kmsLab(state, 'run', '--to', 'show-key-policy', '--operator', 'root');
    expect(stdout).toMatch(/npx kms-lab matrix --operator root/);
    const refused = await tell(state, 'run', '--operator', 'instance-role');
    expect(refused.summary.error).toMatchObject({ code: 'ERR_ACCESS' });
    expect(whatToDo(refused.summary.error)).toMatch(
      /kms-lab permissions run .*\n.*kms-lab run --operator root/,
    );
  });
});

describe('output that is lost', () => {
  test.each([['matrix'], ['explain', '--json'], ['--help']])(
    '%s to a full disk is an error in words',
    (...words) => {
      const line = `exec '${process.execPath}' '${BINARY}' ${words.join(' ')} > /dev/full`;
      const { status, stderr } = spawnSync('sh', ['-c', line], {
        env: { ...process.env, KMS_LAB_STATE_DIR: freshState(), NO_COLOR: '1' },
        encoding: 'utf8',
      });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error ERR_OUTPUT: The standard output cannot be written\.\nwhy.*ENOSPC/m);
      expect(stderr).not.toMatch(/^\s+at /m);
    },
  );
});
