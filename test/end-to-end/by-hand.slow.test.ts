import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DeleteAliasCommand,
  KMSClient,
  PutKeyPolicyCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { beforeEach, describe, expect, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';

interface Hands {
  readonly kms: KMSClient;
  readonly iam: IAMClient;
}

/** What a participant does in the account between two commands of the lab, as the operator. */
async function byHand<T>(state: string, work: (hands: Hands) => Promise<T>): Promise<T> {
  const sandbox = await openSandbox({ directory: join(state, 'sandbox') });
  const { endpoint, region } = sandbox;
  const options = { endpoint, region, credentials: sandbox.credentials('operator')! };
  try {
    return await work({ kms: new KMSClient(options), iam: new IAMClient(options) });
  } finally {
    await sandbox.close();
  }
}

const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const POLICY = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';
const allow = (Action: readonly string[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

const MEDDLING: Readonly<Record<string, (hands: Hands) => Promise<unknown>>> = {
  'a statement deleted from the key policy': ({ kms }) =>
    kms.send(
      new PutKeyPolicyCommand({
        KeyId: KEY,
        Policy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::111122223333:root' },
              Action: 'kms:*',
              Resource: '*',
            },
          ],
        }),
      }),
    ),
  'another version of the role’s policy': ({ iam }) =>
    iam.send(
      new CreatePolicyVersionCommand({
        PolicyArn: POLICY,
        PolicyDocument: allow(['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey']),
        SetAsDefault: true,
      }),
    ),
  'the alias moved to another key': async ({ kms }) => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(
      new UpdateAliasCommand({ AliasName: 'alias/ImportedCMK', TargetKeyId: KeyMetadata!.KeyId }),
    );
  },
  'the alias deleted': ({ kms }) => kms.send(new DeleteAliasCommand({ AliasName: 'alias/ImportedCMK' })),
  'userA deleted': ({ iam }) => iam.send(new DeleteUserCommand({ UserName: 'userA' })),
  'userA deleted and made again: another user to KMS': async ({ iam }) => {
    await iam.send(new DeleteUserCommand({ UserName: 'userA' }));
    await iam.send(new CreateUserCommand({ UserName: 'userA' }));
  },
};

describe('after the lab, by hand', () => {
  let state: string;
  beforeEach(async () => {
    state = freshState();
    await tell(state, 'run');
  });

  test.each(Object.keys(MEDDLING))('%s: shown as drift, stops a run, rolled back', async (name) => {
    await byHand(state, MEDDLING[name]!);
    const status = await tell(state, 'status');
    const run = await tell(state, 'run');
    expect([status.exitCode, run.exitCode]).toEqual([4, 4]);
    expect(run.summary.writes).toBe(0);

    const back = await tell(state, 'rollback', '--to', 'after-key-policy-mfa');
    // The lab does not remove another user's key: the check of the rest of the account reports it.
    const checks = back.summary.checks.filter(({ status }) => status === 'failed').map(({ id }) => id);
    expect(checks).toEqual(name.includes('another key') ? ['nothing-else-changed'] : []);
    // The prediction of that check prevents the next run.
    expect((await tell(state, 'plan')).exitCode).toBe(checks.length > 0 ? 3 : 0);
  });

  test('a lost state directory: reset goes to the documented start', async () => {
    const lost = freshState();
    cpSync(join(state, 'sandbox', 'world'), join(lost, 'sandbox', 'world'), { recursive: true });
    rmSync(state, { recursive: true });
    expect((await tell(lost, 'reset')).exitCode).toBe(0);

    const changes = async (where: string) =>
      (await tell(where, 'plan')).summary.steps.map(({ changes }) =>
        changes.map(({ resource, after }) => [resource, after]),
      );
    expect(await changes(lost)).toEqual(await changes(freshState()));
  });
});
