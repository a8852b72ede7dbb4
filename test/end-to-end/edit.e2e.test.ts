import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENTER, type Person, sitDown } from '../cli/step/pty.ts';
import { kmsLab, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

/** A user whose editor is this shell script: its first word is the file. */
function withEditor(
  state: string,
  script: string,
  line: string,
  env: Readonly<Record<string, string>> = {},
): Person {
  const path = join(state, 'editor');
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return sitDown(line, { stateDir: state, columns: 100, env: { NO_COLOR: '1', VISUAL: path, ...env } });
}

const draftIn = (state: string, policy: string): string =>
  join(state, 'sandbox', '111122223333', 'us-east-1', 'drafts', `${policy}.json`);

const standingOf = async (state: string) =>
  (await tell(state, 'status')).events.find((event) => event.type === 'standing');

const WITHOUT_DECRYPT = `grep -v '"kms:Decrypt"' "$1" > "$1.new" && mv "$1.new" "$1"`;

describe('at a terminal', () => {
  test('the editor’s changes are shown, and saved after a yes', async () => {
    const state = freshState();
    const person = withEditor(state, WITHOUT_DECRYPT, 'edit role-policy');
    await person.sees('-         "kms:Decrypt",');
    await person.sees('allowed → denied: the instance role: Decrypt');
    await person.sees('Save it?');
    person.types(`y${ENTER}`);
    expect(await person.leaves()).toBe(0);
    expect(await standingOf(state)).toMatchObject({ at: 'after-strip-decrypt', drift: [] });
    expect(existsSync(draftIn(state, 'role-policy'))).toBe(false);
  });

  test('a no saves nothing and keeps the draft, which the next edit opens again', async () => {
    const state = freshState();
    const first = withEditor(state, WITHOUT_DECRYPT, 'edit role-policy');
    await first.sees('Save it?');
    first.types(ENTER);
    await first.sees('Nothing was saved.');
    await first.sees(`--draft ${draftIn(state, 'role-policy')}`);
    expect(await first.leaves()).toBe(5);
    expect(await standingOf(state)).toMatchObject({ at: 'baseline' });

    const second = withEditor(state, 'true', 'edit role-policy');
    await second.sees('Open your draft of');
    second.types(`y${ENTER}`);
    await second.sees('allowed → denied: the instance role: Decrypt');
    await second.sees('Save it?');
    second.types(`y${ENTER}`);
    expect(await second.leaves()).toBe(0);
    expect(existsSync(draftIn(state, 'role-policy'))).toBe(false);
  });

  test.each([
    ['a terminal that moves no cursor', 'edit role-policy', { TERM: 'dumb' }],
    ['--plain', 'edit role-policy --plain', {}],
  ])('%s: the question is a line, and nothing moves', async (_where, line, env) => {
    const state = freshState();
    const person = withEditor(state, WITHOUT_DECRYPT, line, env);
    await person.sees('Save it? y or n, then Enter:');
    person.types('maybe\n');
    await person.sees('Type y or n.');
    await person.sees('then Enter:');
    person.types('y\n');
    expect(await person.leaves()).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing that a terminal obeys.
    expect(person.written()).not.toMatch(/\u001B/);
    expect(await standingOf(state)).toMatchObject({ at: 'after-strip-decrypt' });
  });

  test('an editor that changes nothing writes nothing', async () => {
    const state = freshState();
    const person = withEditor(state, 'true', 'edit key-policy');
    await person.sees('Nothing to change: the key policy of alias/ImportedCMK already says this.');
    expect(await person.leaves()).toBe(0);
    expect(existsSync(draftIn(state, 'key-policy'))).toBe(false);
  });

  const REFUSALS: readonly [string, string, string, number, 'draft' | 'no draft'][] = [
    ['ends with an error', 'echo mine >> "$1"; exit 3', 'ended with exit code 3', 1, 'draft'],
    ['ends with an error before anything was written', 'exit 1', 'ended with exit code 1', 1, 'no draft'],
    ['deletes the file', 'rm "$1"', 'The editor left no file, so nothing was saved.', 1, 'no draft'],
    ['empties the file', ': > "$1"', 'The file key-policy.json is empty.', 2, 'no draft'],
    [
      'writes no JSON',
      'echo "{" > "$1"',
      'key-policy.json, line 1, column 2: the text ends too early.',
      2,
      'draft',
    ],
    [
      'writes megabytes',
      'head -c 3000000 /dev/zero > "$1"',
      'key-policy.json cannot be read: it is larger than 512 KiB.',
      2,
      'draft',
    ],
    [
      'writes what KMS would refuse',
      `printf '{"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"arn:x"}}' > "$1"`,
      'KMS would refuse the policy (MalformedPolicyDocument): Policy contains a statement with one or more invalid resources.',
      2,
      'draft',
    ],
    [
      'names a user who does not exist',
      `sed -i 's#:root#:user/nobody-here#' "$1"`,
      'it names arn:aws:iam::111122223333:user/nobody-here, a user that does not exist.',
      2,
      'draft',
    ],
    [
      'locks its author out',
      `sed -i 's/"Allow"/"Deny"/' "$1"`,
      'With this key policy the operator could not write the key policy back',
      5,
      'draft',
    ],
    [
      'denies everyone what kms-lab has to read',
      `sed -i 's/"Statement": \\[/&{"Effect":"Deny","Principal":"*","Action":"kms:DescribeKey","Resource":"*"},/' "$1"`,
      'With this key policy the operator could not read the key, which kms-lab needs to restore it, so it was not sent',
      5,
      'draft',
    ],
  ];

  test.each(REFUSALS)('an editor that %s', async (_, script, says, exitCode, kept) => {
    const state = freshState();
    const person = withEditor(state, script, 'edit key-policy');
    expect(await person.leaves()).toBe(exitCode);
    const screen = (await person.screen()).replace(/\s+/g, ' ');
    expect(screen).toContain(says);
    expect(screen.split(says)).toHaveLength(2);
    expect(existsSync(draftIn(state, 'key-policy'))).toBe(kept === 'draft');
    const { summary } = await tell(state, 'status');
    expect(summary).toMatchObject({ exitCode: 0 });
  });

  test('--draft opens another file, which stays', async () => {
    const state = freshState();
    const mine = join(state, 'mine.json');
    const { stdout } = await kmsLab(state, 'sandbox', 'info');
    expect(stdout).toContain('111122223333');
    writeFileSync(mine, '{ }');
    const person = withEditor(state, 'true', `edit key-policy --draft ${mine}`);
    expect(await person.leaves()).toBe(2);
    expect(await person.screen()).toContain('Statement is missing');
    expect(readFileSync(mine, 'utf8')).toBe('{ }');
  });
});

describe('without a terminal', () => {
  const POLICY = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['kms:Encrypt', 'kms:GenerateDataKey'], Resource: '*' }],
  };
  const fileOf = (state: string, content: unknown): string => {
    const path = join(state, 'policy.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };

  test('a file is saved without a question where no terminal is, and reported as events', async () => {
    const state = freshState();
    const file = fileOf(state, POLICY);
    const { events, summary } = await tell(state, 'edit', 'role-policy', '--file', file);
    expect(summary).toMatchObject({ exitCode: 0, command: 'edit', writes: 1 });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['change-planned', 'change-begun', 'change-applied']),
    );
    expect(await tell(state, 'edit', 'role-policy', '--file', file, '--yes')).toMatchObject({
      summary: { exitCode: 0, writes: 0 },
    });
  });

  test('its effect is shown before it is saved', async () => {
    const state = freshState();
    const { exitCode, stdout } = await kmsLab(state, 'edit', 'role-policy', '--file', fileOf(state, POLICY));
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Predicted access\n {2}allowed → denied: the instance role: Decrypt\n/);
  });

  test.each([
    ['{', ['--yes'], 2, 'ERR_DOCUMENT', 'policy.json, line 1, column 2: the text ends too early.'],
    [
      { ...POLICY, Version: '2008-10-17' },
      ['--yes'],
      2,
      'ERR_DOCUMENT',
      'IAM would refuse the policy (MalformedPolicyDocument): Policy document must be version 2012-10-17 or greater.',
    ],
    [
      { ...POLICY, Statement: [{ ...POLICY.Statement[0], Resource: `arn:aws:s3:::${'x'.repeat(6200)}` }] },
      ['--yes'],
      2,
      'ERR_DOCUMENT',
      'IAM would refuse the policy (LimitExceeded): Cannot exceed quota for PolicySize: 6144',
    ],
  ])('%#: a file is refused with %o: exit code %i', async (content, args, code, error, says) => {
    const state = freshState();
    const { exitCode, stderr } = await kmsLab(
      state,
      'edit',
      'role-policy',
      '--file',
      fileOf(state, content),
      ...args,
    );
    expect(exitCode).toBe(code);
    expect(stderr).toContain(error);
    expect(stderr.replace(/\s+/g, ' ')).toContain(says);
    expect(stderr).not.toContain('drafts');
    expect(await standingOf(state)).toMatchObject({ at: 'baseline' });
  });
});
