import { CreateUserCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { guardKeyPolicy, keyPolicyResource } from '../../../src/aws/resources/key-policy.ts';
import type { PolicyDocument } from '../../../src/policy/document.ts';
import { statementsOf } from '../../../src/policy/document.ts';
import { FACTS } from '../../hints/attempt.ts';
import { canned, json, jsonError } from '../canned.ts';
import { counting, type Opened, open } from '../opened.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const USER = 'arn:aws:iam::111122223333:user/userA';

const letting = (...AWS: readonly string[]): PolicyDocument => ({
  Version: '2012-10-17',
  Id: 'key-default-1',
  Statement: AWS.map((principal) => ({
    Sid: `Let ${principal}`,
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: 'kms:*',
    Resource: '*',
  })),
});

/** Remembers its pauses and takes none. */
function sleepless(during: (pauses: readonly number[]) => unknown = () => {}) {
  const pauses: number[] = [];
  const sleep = async (ms: number) => {
    pauses.push(ms);
    await during(pauses);
  };
  return { pauses, sleep };
}

/** The guard is asked by the engine, before a write. */
const askingWith = ({ iam }: Pick<Opened['clients'], 'iam'>) => ({
  iam,
  keepsControl: async () => ({ outcome: 'allowed' as const, statements: [], because: 'allowed' }),
});

async function resourceOf(opened: Opened, during?: Parameters<typeof sleepless>[0]) {
  const { pauses, sleep } = sleepless(during);
  return {
    pauses,
    resource: keyPolicyResource(
      opened.clients.kms,
      await opened.discover(),
      sleep,
      askingWith(opened.clients),
    ),
  };
}

describe('the key policy', () => {
  test('is read, written with one call, and read back', async () => {
    const opened = await open();
    const { resource, pauses } = await resourceOf(opened);
    expect(statementsOf((await resource.read())!)).toHaveLength(1);
    const { calls, writes } = await counting(opened, () => resource.write(letting(ROOT)));
    expect({ calls, writes, pauses }).toEqual({ calls: 1, writes: 1, pauses: [] });
    expect(resource.same(await resource.read(), letting(ROOT))).toBe(true);
  });

  test('is never removed', async () => {
    const { resource } = await resourceOf(await open());
    await expect(resource.write(undefined)).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
  });

  test('waits for a user that KMS does not see yet', async () => {
    const opened = await open();
    const { resource, pauses } = await resourceOf(opened, async ({ length }) => {
      if (length === 2) await opened.clients.iam.send(new CreateUserCommand({ UserName: 'userA' }));
    });
    await resource.write(letting(ROOT, USER));
    expect(pauses).toEqual([500, 1000]);
    expect(resource.same(await resource.read(), letting(ROOT, USER))).toBe(true);
  });

  test('gives up on a user that does not appear within half a minute', async () => {
    const { resource, pauses } = await resourceOf(await open());
    await expect(resource.write(letting(ROOT, USER))).rejects.toMatchObject({
      code: 'ERR_DOCUMENT',
      message: `KMS refused the key policy: it names ${USER}, a user that does not exist.`,
      next: [{ shell: 'aws iam get-user --user-name userA' }],
    });
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBe(30_500);
  });

  test('does not wait for a user that was deleted', async () => {
    const { resource, pauses } = await resourceOf(await open());
    await expect(resource.write(letting(ROOT, 'AIDAQ3EGPYJRMZXEXAMPL'))).rejects.toMatchObject({
      code: 'ERR_DOCUMENT',
      message: 'KMS refused the key policy: it names AIDAQ3EGPYJRMZXEXAMPL, a user that was deleted.',
    });
    expect(pauses).toEqual([]);
  });

  test('is not sent again for any other refusal', async () => {
    const { resource, pauses } = await resourceOf(await open());
    await expect(
      resource.write(letting('arn:aws:iam::111122223333:user/another-admin')),
    ).rejects.toMatchObject({
      code: 'ERR_DOCUMENT',
      message: expect.stringContaining('will not allow you to update the key policy in the future'),
    });
    expect(pauses).toEqual([]);
  });
});

test('KMS returns it in its own form: other order, bare values, spaces', async () => {
  const stored = `{
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Let ${ROOT}", "Effect" : "Allow", "Principal" : { "AWS" : ["${ROOT}"] },
    "Action" : [ "kms:*" ], "Resource" : "*"
  } ]
}`;
  const { clients } = await canned(() => json({ Policy: stored, PolicyName: 'default' }));
  const resource = keyPolicyResource(clients.kms, FACTS, async () => {}, askingWith(clients));
  expect(resource.same(await resource.read(), letting(ROOT))).toBe(true);
});

test('the safety check is never bypassed, and the policy is addressed by key id and name', async () => {
  const { clients, asked } = await canned(() => json({}));
  await keyPolicyResource(clients.kms, FACTS, async () => {}, askingWith(clients)).write(letting(ROOT));
  const { Policy, ...rest } = JSON.parse(asked[0]!.body);
  expect(rest).toEqual({ KeyId: FACTS.key.id, PolicyName: 'default' });
  expect(JSON.parse(Policy)).toEqual(letting(ROOT));
});

test('a deleted key is reported missing', async () => {
  const { clients } = await canned(() =>
    jsonError('NotFoundException', `Key '${FACTS.key.arn}' does not exist`),
  );
  await expect(
    keyPolicyResource(clients.kms, FACTS, async () => {}, askingWith(clients)).read(),
  ).rejects.toMatchObject({
    code: 'ERR_NOT_FOUND',
  });
});

describe('what of a key policy can be written back', () => {
  const GONE = 'AIDAQ3EGPYJRMZXEXAMPL';
  const ADMIN = 'arn:aws:iam::111122223333:user/another-admin';
  const ROLE = 'arn:aws:iam::111122223333:role/KMSWorkshop-InstanceInitRole';
  const ELSEWHERE = 'arn:aws:iam::444455556666:user/dana';

  test.each([
    ['those that exist, and those of other accounts', [ROOT, ADMIN, ROLE, ELSEWHERE], []],
    ['not a deleted one', [ROOT, GONE], [GONE]],
    ['nor one that does not exist', [ROOT, USER], [USER]],
    [
      'nor one of another path',
      [ROOT, ADMIN.replace('user/', 'user/team/')],
      [ADMIN.replace('user/', 'user/team/')],
    ],
  ])('%s', async (_what, named, gone) => {
    const { resource } = await resourceOf(await open());
    const { document, leftOut } = await resource.writable!(letting(...named));
    expect(document).toEqual(letting(...named.filter((one) => !gone.includes(one))));
    expect(leftOut).toHaveLength(gone.length);
    for (const [index, principal] of gone.entries()) expect(leftOut[index]).toContain(principal);
  });
});

describe('the guard', () => {
  const deciding = (outcome: 'allowed' | 'implicitly-denied') =>
    guardKeyPolicy(FACTS, async () => ({ outcome, statements: [], because: 'nothing allows it' }));

  test('allows a policy that the operator could write back', async () => {
    await expect(deciding('allowed')({}, { command: 'run', variant: 'corrected' })).resolves.toBeUndefined();
  });

  test.each([
    ['kms:PutKeyPolicy', 'could not write the key policy back'],
    ['kms:GetKeyPolicy', 'could not read the key policy, which kms-lab needs to restore it'],
    ['kms:DescribeKey', 'could not read the key, which kms-lab needs to restore it'],
  ])('refuses one that denies %s, because kms-lab could not restore it', async (denied, says) => {
    const guard = guardKeyPolicy(FACTS, async (_planned, action) => ({
      outcome: action === denied ? 'explicitly-denied' : 'allowed',
      statements: [],
      because: 'a Deny',
    }));
    await expect(guard({}, { command: 'edit', variant: 'corrected' })).rejects.toMatchObject({
      code: 'ERR_LOCK_OUT',
      message: `With this key policy the operator ${says}, so it was not sent: a Deny`,
      hint: `Keep a statement that lets you call ${denied}.`,
    });
  });

  test.each([
    ['run', 'corrected', undefined, [['plan']]],
    ['run', 'published', /account root/, [['run', '--variant', 'corrected']]],
    ['reset', 'corrected', /as a principal that this key policy lets write it/, []],
  ] as const)('refuses another one to %s (%s), and says what to do', async (command, variant, hint, run) => {
    const refusal = await deciding('implicitly-denied')({}, { command, variant }).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'ERR_LOCK_OUT', next: run.map((words) => ({ run: words })) });
    expect(refusal.message).toContain('nothing allows it');
    if (hint) expect(refusal.hint).toMatch(hint);
  });
});
