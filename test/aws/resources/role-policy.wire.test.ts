import { ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { IamReader } from '../../../src/aws/client/iam-policies.ts';
import type { MayOperator } from '../../../src/aws/resources/permitted.ts';
import { rolePolicy } from '../../../src/aws/resources/role-policy.ts';
import { mayAll, mayAllBut } from '../may.ts';
import { allowing, counting, ledgerOf, NAMES, type Opened, open, POLICY, revise } from '../opened.ts';

const BEFORE = allowing('kms:Decrypt', 'kms:Encrypt');
const AFTER = allowing('kms:Encrypt');

/** The policy with these versions, oldest first, the last one in force. */
function withVersions({ policy }: Opened, count: number): void {
  policy.versions = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `v${index + 1}`,
      { document: allowing(`kms:Version${index + 1}`), created: `2026-01-0${index + 1}T00:00:00Z` },
    ]),
  );
  policy.defaultVersion = `v${count}`;
  policy.nextVersion = count + 1;
}

async function managed(opened: Opened, made: readonly string[] = [], may: MayOperator = mayAll) {
  const ledger = ledgerOf(...made);
  const { iam, reads } = opened.clients;
  const reader = new IamReader({ iam, reads });
  const resource = rolePolicy({ iam, reader, facts: await opened.discover(), ledger, may });
  // The tests change the policy without a request, between one round and the next.
  const anew = <T extends (...given: never[]) => unknown>(act: T): T =>
    ((...given) => {
      reads.begin();
      return act(...given);
    }) as T;
  return { ledger, resource: { ...resource, read: anew(resource.read), write: anew(resource.write) } };
}

const versionsOf = ({ policy }: Opened) => Object.keys(policy.versions);

describe('a managed policy', () => {
  test('is read in its default version', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    revise(opened.policy, BEFORE);
    expect(resource.same(await resource.read(), BEFORE)).toBe(true);
    expect(resource.arn).toBe(POLICY);
  });

  test('says which version is in force', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    expect(await resource.version?.()).toBe('v1');
    await resource.write(AFTER);
    expect(await resource.version?.()).toBe('v2');
  });

  test('gets a new version, which the ledger records as the lab’s', async () => {
    const opened = await open();
    const { resource, ledger } = await managed(opened);
    const { writes } = await counting(opened, () => resource.write(AFTER));
    expect(await resource.read()).toEqual(AFTER);
    expect(writes).toBe(1);
    expect([...ledger.made]).toEqual(['v2']);
  });

  test('goes back to a version with the same document, and creates none', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    const before = await resource.read();
    await resource.write(AFTER);
    await resource.write(before);
    expect(opened.policy.defaultVersion).toBe('v1');
    expect(versionsOf(opened)).toEqual(['v1', 'v2']);
    await resource.write(AFTER);
    expect(opened.policy.defaultVersion).toBe('v2');
    expect(versionsOf(opened)).toEqual(['v1', 'v2']);
  });

  test('is cleaned of the lab’s versions once they are not in force', async () => {
    const opened = await open();
    const { resource, ledger } = await managed(opened);
    const before = await resource.read();
    await resource.write(AFTER);
    await resource.tidy!();
    expect(versionsOf(opened), 'the version in force stays').toEqual(['v1', 'v2']);
    await resource.write(before);
    await resource.tidy!();
    expect(versionsOf(opened)).toEqual(['v1']);
    expect([...ledger.made]).toEqual([]);
  });

  test('that the lab was about to change when it was killed: a new version with the document is the lab’s', async () => {
    const opened = await open();
    const { resource, ledger } = await managed(opened);
    const before = await resource.read();
    await ledger.intendPolicyVersion(POLICY, { document: AFTER, known: ['v1'] });
    revise(opened.policy, AFTER);
    revise(opened.policy, BEFORE);
    await resource.write(before);
    expect([...ledger.made]).toEqual(['v2']);
    await resource.tidy!();
    expect(versionsOf(opened), 'somebody else’s stays').toEqual(['v1', 'v3']);
    expect(ledger.intendedPolicyVersion(POLICY)).toBeUndefined();
  });

  test('whose change never arrived: the intent ends with the next look', async () => {
    const opened = await open();
    const { resource, ledger } = await managed(opened);
    await ledger.intendPolicyVersion(POLICY, { document: AFTER, known: ['v1'] });
    await resource.tidy!();
    expect([...ledger.made]).toEqual([]);
    expect(ledger.intendedPolicyVersion(POLICY)).toBeUndefined();
  });

  test('of five versions, the oldest of the lab’s is deleted for a sixth', async () => {
    const opened = await open();
    const { resource, ledger } = await managed(opened, ['v2', 'v4']);
    withVersions(opened, 5);
    await resource.write(AFTER);
    expect(versionsOf(opened)).toEqual(['v1', 'v3', 'v4', 'v5', 'v6']);
    expect([...ledger.made]).toEqual(['v4', 'v6']);
  });

  test('of five versions, none is deleted that is not the lab’s, or that is in force', async () => {
    const opened = await open();
    const { resource } = await managed(opened, ['v5']);
    withVersions(opened, 5);
    const { calls, result } = await counting(opened, () => resource.write(AFTER).catch((error) => error));
    expect(result).toMatchObject({
      code: 'ERR_NOT_OURS',
      next: [{ shell: expect.stringContaining(`aws iam delete-policy-version --policy-arn ${POLICY}`) }],
    });
    expect(versionsOf(opened)).toHaveLength(5);
    // A sixth CreatePolicyVersion would be refused as throttling, which the SDK tries again and again.
    expect(calls).toBe(1 + 4);
  });

  test('is predicted to be refused if it cannot be written', async () => {
    const opened = await open();
    const full = await managed(opened);
    const ours = await managed(opened, ['v1']);
    const denied = await managed(opened, ['v1'], mayAllBut('iam:CreatePolicyVersion'));
    withVersions(opened, 5);
    opened.clients.reads.begin();
    await expect(full.resource.possible?.(BEFORE, AFTER)).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
    await full.resource.possible?.(BEFORE, allowing('kms:Version3'));
    await ours.resource.possible?.(BEFORE, AFTER);
    await expect(denied.resource.possible?.(BEFORE, AFTER)).rejects.toMatchObject({
      code: 'ERR_ACCESS',
      message: expect.stringContaining('“No”'),
    });
  });

  test.each(['iam:SetDefaultPolicyVersion', 'iam:DeletePolicyVersion'])(
    'is not written by an operator who may not undo it: %s',
    async (action) => {
      const opened = await open();
      const { resource } = await managed(opened, [], mayAllBut(action));
      await expect(resource.possible?.(BEFORE, AFTER)).rejects.toMatchObject({
        code: 'ERR_ACCESS',
        message: expect.stringContaining(
          `${action}, which a reset needs, to the operator: the statement “No”`,
        ),
      });
    },
  );

  test('a document that a version already has needs no room', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    withVersions(opened, 5);
    await resource.write(allowing('kms:Version3'));
    expect(opened.policy.defaultVersion).toBe('v3');
  });

  test('created again under the same ARN is read again', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    await resource.read();
    const versions = { v1: { document: AFTER, created: '2026-06-01T12:00:00Z' } };
    Object.assign(opened.policy, { id: 'ANPAMADEANEW', versions });
    expect(await resource.read()).toEqual(AFTER);
  });

  test('a version’s document is read once, the default version each time', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    expect((await counting(opened, resource.read)).calls).toBe(2);
    expect((await counting(opened, resource.read)).calls).toBe(1);
  });

  test('is never removed', async () => {
    const opened = await open();
    const { resource } = await managed(opened);
    await expect(resource.write(undefined)).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
    const { Versions } = await opened.clients.iam.send(new ListPolicyVersionsCommand({ PolicyArn: POLICY }));
    expect(Versions).toHaveLength(1);
  });
});

describe('an inline policy', () => {
  async function inline() {
    const opened = await open();
    opened.role.attached = [];
    opened.role.inline.key = BEFORE;
    return { opened, ...(await managed(opened)) };
  }

  test('is read and overwritten as a whole', async () => {
    const { opened, resource } = await inline();
    expect(await resource.read()).toEqual(BEFORE);
    const { writes } = await counting(opened, () => resource.write(AFTER));
    expect(writes).toBe(1);
    expect(await resource.read()).toEqual(AFTER);
    expect(opened.role.inline).toEqual({ key: AFTER });
  });

  test('is accepted if there is room for it beside the role’s other inline policies', async () => {
    const { opened, resource } = await inline();
    const large = (size: number) => ({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow' as const, Action: 'kms:Encrypt', Resource: `arn:aws:s3:::${'x'.repeat(size)}` },
      ],
    });
    await expect(resource.accepts?.(large(6000))).resolves.toBe(undefined);
    opened.role.inline.other = large(6000);
    opened.clients.reads.begin();
    await expect(resource.accepts?.(large(6000))).rejects.toMatchObject({
      code: 'ERR_DOCUMENT',
      message: `IAM would refuse the policy (LimitExceeded): Maximum policy size of 10240 bytes exceeded for role ${NAMES.roleName}`,
    });
  });

  test('is part of the role, has no versions, and is never removed', async () => {
    const { opened, resource } = await inline();
    expect(resource.arn).toBe(opened.role.arn);
    expect(resource.tidy).toBeUndefined();
    await expect(resource.write(undefined)).rejects.toMatchObject({ code: 'ERR_NOT_OURS' });
  });
});
