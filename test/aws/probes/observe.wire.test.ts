import { describe, expect, test } from 'vitest';
import { CARRIED_OUT, observe } from '../../../src/aws/probes/observe.ts';
import { type LabAction, MATRIX_ACTIONS } from '../../../src/contract/access.ts';
import { type Canned, canned, json, jsonError } from '../canned.ts';
import { open } from '../opened.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';

const denied = (why: string): Canned =>
  jsonError(
    'AccessDeniedException',
    `User: arn:aws:iam::111122223333:user/userA is not authorized to perform: kms:Decrypt on resource: ${KEY} ${why}`,
  );

/** Asks a KMS with this answer. */
async function ask(answer: Canned, action: LabAction = 'kms:Encrypt') {
  const { clients, target, asked } = await canned(() => answer);
  return { asked, observation: await observe(clients.actingAs(await credentials(target)).kms, action, KEY) };
}

const credentials = async ({ credentials: given }: { credentials?: unknown }) =>
  given as { accessKeyId: string; secretAccessKey: string };

describe('what KMS answers to a dry run, and what that means', () => {
  test.each([
    ['it would have succeeded', jsonError('DryRunOperationException', '', 412), 'allowed'],
    ['it would have, as a client error', jsonError('DryRunOperationException'), 'allowed'],
    [
      'IAM is silent',
      denied('because no identity-based policy allows the kms:Decrypt action'),
      'implicitly-denied',
    ],
    [
      'the key policy is silent',
      denied('because no resource-based policy allows the kms:Decrypt action'),
      'implicitly-denied',
    ],
    [
      'the key policy denies',
      denied('with an explicit deny in a resource-based policy'),
      'explicitly-denied',
    ],
    ['IAM denies', denied('with an explicit deny in an identity-based policy'), 'explicitly-denied'],
    ['the boundary denies', denied('with an explicit deny in a permissions boundary'), 'explicitly-denied'],
    [
      'the boundary is silent',
      denied('because no permissions boundary allows the kms:Decrypt action'),
      'denied',
    ],
    [
      'another account’s key',
      denied(
        'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
      ),
      'denied',
    ],
    ['no reason is given', jsonError('AccessDeniedException'), 'denied'],
  ] as const)('%s', async (_what, answer, outcome) => {
    expect((await ask(answer)).observation).toMatchObject({ outcome });
  });

  test('the evidence is the code and the reason, without the names', async () => {
    const { observation } = await ask(denied('with an explicit deny in a resource-based policy'));
    expect(observation).toMatchObject({
      evidence: 'AccessDeniedException: with an explicit deny in a resource-based policy',
    });
  });
});

test('a call that succeeded was not a dry run, and does not say who may', async () => {
  expect((await ask(json({ CiphertextBlob: 'AA==' }))).observation).toBe(CARRIED_OUT);
});

describe('a failure is never a denial', () => {
  test.each([
    ['disabled', jsonError('DisabledException', `${KEY} is disabled.`), 'ERR_KEY_STATE'],
    ['pending import', jsonError('KMSInvalidStateException', `${KEY} is pending import.`), 'ERR_KEY_STATE'],
    [
      'pending deletion',
      jsonError('KMSInvalidStateException', `${KEY} is pending deletion.`),
      'ERR_KEY_STATE',
    ],
    ['no such key', jsonError('NotFoundException', `Key '${KEY}' does not exist`), 'ERR_LOOK'],
    [
      'credentials that ran out',
      jsonError('ExpiredTokenException', 'The token is expired'),
      'ERR_CREDENTIALS',
    ],
    ['a request that is not valid', jsonError('ValidationException', 'KeySpec'), 'ERR_LOOK'],
    [
      'a service control policy that denies',
      denied('with an explicit deny in a service control policy'),
      'ERR_LOOK',
    ],
    [
      'a service control policy that is silent',
      denied('because no service control policy allows the kms:Decrypt action'),
      'ERR_LOOK',
    ],
    ['a session policy', denied('because no session policy allows the kms:Decrypt action'), 'ERR_LOOK'],
    [
      'an endpoint policy',
      denied('because no VPC endpoint policy allows the kms:Decrypt action'),
      'ERR_LOOK',
    ],
  ] as const)('%s', async (_what, answer, code) => {
    await expect(ask(answer)).rejects.toMatchObject({ code });
  });

  test('the sandbox’s own key states', async () => {
    const { key, clients, target } = await open();
    const { kms } = clients.actingAs(target.credentials);
    for (const state of ['Disabled', 'PendingImport', 'PendingDeletion'] as const) {
      key.state = state;
      for (const action of ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'] as const) {
        await expect(observe(kms, action, key.arn), `${action} ${state}`).rejects.toMatchObject({
          code: 'ERR_KEY_STATE',
        });
      }
    }
  });
});

test('a KMS without IGNORE_CIPHERTEXT complains about the missing ciphertext: Decrypt cannot be asked then', async () => {
  const message = "Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null";
  const { observation } = await ask(jsonError('ValidationException', message), 'kms:Decrypt');
  expect(observation).toBeUndefined();
});

test('every question is a dry run', async () => {
  for (const action of MATRIX_ACTIONS) {
    const { asked } = await ask(jsonError('DryRunOperationException', '', 412), action);
    for (const { body } of asked) expect(JSON.parse(body)).toMatchObject({ KeyId: KEY, DryRun: true });
  }
});

test('controlling the key has no dry run: it is not asked', async () => {
  for (const action of ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] as const) {
    const { asked, observation } = await ask(json({}), action);
    expect({ asked, observation }).toEqual({ asked: [], observation: undefined });
  }
});
