import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { handsIn } from '../show/hands.ts';
import { kmsLab, serve, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

type Hands = Awaited<ReturnType<typeof handsIn>>;

const POLICY = 'KMSWorkshop-AdditionalPermissions';
const ACCOUNT = ['sandbox', '111122223333', 'us-east-1'];

const rolePolicy = (...actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'VisualEditor0', Effect: 'Allow', Action: actions, Resource: '*' }],
});
const WITHOUT_DECRYPT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];

/** Saves a policy by hand. */
async function saves(stateDir: string, document: object): Promise<void> {
  const file = join(stateDir, 'by-hand.json');
  mkdirSync(stateDir, { recursive: true });
  writeFileSync(file, JSON.stringify(document));
  expect(await kmsLab(stateDir, 'edit', 'role-policy', '--file', file, '--yes')).toMatchObject({
    exitCode: 0,
  });
}

describe('check', () => {
  test('passes step after step, says what is missing, and passes once it is fixed', async () => {
    const state = freshState();
    expect(await tell(state, 'check')).toMatchObject({
      exitCode: 0,
      summary: { writes: 0, steps: [{ id: 'show-key-policy', status: 'applied' }] },
    });
    await saves(state, rolePolicy('kms:Encrypt', 'kms:Decrypt'));
    const missing = await kmsLab(state, 'check');
    expect(missing).toMatchObject({ exitCode: 4, stderr: '' });
    expect(missing.stdout).toMatch(/2\/7 . Take kms:Decrypt away/);
    expect(missing.stdout).toMatch(/✓ policy \S+ of role \S+\s+has no other statement/);
    expect(missing.stdout).toMatch(/✗ policy \S+ of role \S+\s+has statement 1 of 1/);
    expect(missing.stdout).toContain('✓ Another admin of the account can use the key');
    expect(missing.stdout).toContain('✗ The instance role cannot decrypt');
    expect(missing.stdout).toMatch(/kms-lab\S* hint strip-decrypt/);
    expect(missing.stdout).not.toContain('kms:TagResource');

    await saves(state, rolePolicy(...WITHOUT_DECRYPT));
    const { exitCode, summary, events } = await tell(state, 'check');
    expect(exitCode).toBe(0);
    expect(summary.steps).toMatchObject([
      { id: 'strip-decrypt', status: 'applied', conditions: [{ met: true }, { met: true }] },
    ]);
    expect(events).toContainEqual({ type: 'checkpoint-saved', id: 'after-strip-decrypt' });
    const { summary: done } = await tell(state, 'plan', '--to', 'strip-decrypt');
    expect(done.exitCode).toBe(0);
  });

  test.each(['0', '8', 'three'])('there is no step %j, and no account is asked about it', async (step) => {
    const state = freshState();
    const { exitCode, summary } = await tell(state, 'check', step);
    expect(exitCode).toBe(2);
    expect(summary).toMatchObject({ calls: 0, error: { code: 'ERR_UNKNOWN_NAME' } });
    expect(summary.error?.hint).toContain('strip-decrypt (2)');
  });

  test.each<[string, string, (hands: Hands) => Promise<unknown>, string]>([
    ['2', 'the policy is detached', (hands) => hands.detachRolePolicy(), 'aws iam attach-role-policy'],
    ['3', 'the key is disabled', (hands) => hands.disableKey(), 'aws kms enable-key'],
    ['5', 'the instance is stopped', (hands) => hands.stopInstance(), 'aws ec2 start-instances'],
    ['7', 'the alias is deleted', (hands) => hands.deleteAlias(), 'hint key-policy-mfa'],
  ])('at step %s, where %s, has a cross for it and says what to type', async (step, _what, act, typed) => {
    const state = freshState();
    await kmsLab(state, 'goto', step);
    await serve(state);
    await act(await handsIn(state));
    const { exitCode, stdout, stderr } = await kmsLab(state, 'check');
    expect({ exitCode, stderr }).toEqual({ exitCode: 4, stderr: '' });
    expect(stdout).toMatch(/✗ .*\s(is available|is as the steps before leave it)/);
    expect(stdout).toContain(typed);
  });

  test('is refused while another command holds the account; a hint says which one', async () => {
    const state = freshState();
    await tell(state, 'check');
    const holder = { host: hostname(), pid: process.pid, since: new Date().toISOString(), command: 'run' };
    writeFileSync(join(state, ...ACCOUNT, 'lock'), JSON.stringify(holder));
    expect(await tell(state, 'check')).toMatchObject({
      exitCode: 6,
      summary: { error: { code: 'ERR_LOCKED' } },
    });
    const { exitCode, events } = await tell(state, 'hint');
    expect(exitCode).toBe(0);
    expect(events).toContainEqual(
      expect.objectContaining({ text: expect.stringContaining('Another command is using the account now') }),
    );
  });
});

describe('hint', () => {
  test('says more each time it is asked for, and starts over with another mistake', async () => {
    const state = freshState();
    await tell(state, 'check');
    await saves(state, rolePolicy('kms:Encrypt', 'kms:Decrypt'));
    const [first, second, third] = [
      await kmsLab(state, 'hint'),
      await kmsLab(state, 'hint'),
      await kmsLab(state, 'hint'),
    ];
    expect(first.exitCode).toBe(0);
    expect(first.stdout).toMatch(new RegExp(`hint {2}Look at the policy ${POLICY}`));
    expect(second.stdout).not.toMatch(/^do /m);
    expect(second.stdout).not.toContain('kms:TagResource');
    expect(third.stdout).toMatch(/^do /m);
    expect(third.stdout).toContain(JSON.stringify(rolePolicy(...WITHOUT_DECRYPT), null, 2));

    await saves(state, rolePolicy('kms:Encrypt'));
    const { events } = await tell(state, 'hint');
    expect(events.filter(({ type }) => type === 'hint')).toMatchObject([{ grade: 1 }]);
    // Nothing was written, nothing passed, and the journal says what it is.
    expect(await tell(state, 'check')).toMatchObject({ exitCode: 4 });
    const { stdout } = await kmsLab(state, 'report', '--list');
    // A hint changes nothing, and is part of the report of what it is about.
    expect(stdout).toMatch(/check +exit code 4/);
    expect(stdout).not.toMatch(/ hint /);
  });

  test.each([
    ['--grade 4', ['--grade', '4']],
    ['two grades', ['--grade', '2', '--all']],
  ])('%s: refused', async (_, options) => {
    expect(await tell(freshState(), 'hint', ...options)).toMatchObject({
      exitCode: 2,
      summary: { calls: 0, error: { code: 'ERR_USAGE' } },
    });
  });

  test.each([
    ['--grade 2', ['--grade', '2'], 2],
    ['--all', ['--all'], 3],
  ])('%s shows as much of it at once', async (_, options, grade) => {
    const { events } = await tell(freshState(), 'hint', 'strip-decrypt', ...options);
    expect(events.filter(({ type }) => type === 'hint')).toMatchObject([{ grade }]);
  });

  test('a damaged memory of hints is an error that says what to do', async () => {
    const state = freshState();
    await tell(state, 'hint', '2');
    const path = join(state, ...ACCOUNT, 'hints.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
      hints: { 'strip-decrypt': { grade: 1 } },
    });
    writeFileSync(path, '{');
    expect(await tell(state, 'hint', '2')).toMatchObject({
      exitCode: 1,
      summary: { error: { code: 'ERR_STATE_DAMAGED', hint: expect.stringContaining('Move the file away') } },
    });
  });
});
