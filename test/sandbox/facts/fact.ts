import type { EC2Client } from '@aws-sdk/client-ec2';
import type { IAMClient } from '@aws-sdk/client-iam';
import { CreatePolicyVersionCommand, PutUserPolicyCommand } from '@aws-sdk/client-iam';
import { EncryptCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { HOME, seed } from '../../../src/sandbox/seed.ts';
import { serve } from '../served.ts';

const { keys, instances } = seed(new Date(0)).accounts[HOME]!;
export const { arn: KEY, id: KeyId } = Object.values(keys)[0]!;
const INSTANCE = Object.keys(instances)[0]!;
export const ROLE = 'KMSWorkshop-InstanceInitRole';
export const SESSION = `arn:aws:sts::${HOME}:assumed-role/${ROLE}/${INSTANCE}`;
export const ADDITIONAL = `arn:aws:iam::${HOME}:policy/KMSWorkshop-AdditionalPermissions`;

type Served = Awaited<ReturnType<typeof serve>>;
type Client = KMSClient | IAMClient | STSClient | S3Client | EC2Client | SSMClient;

/** Sends one after the other; the last one is refused. */
export const by =
  (Client: new (configuration: object) => Client, ...commands: readonly object[]) =>
  (as = 'operator') =>
  async ({ client }: Pick<Served, 'client'>): Promise<void> => {
    const sender = client(Client, as) as { send(command: object): Promise<unknown> };
    for (const command of commands) await sender.send(command);
  };

export const root = { AWS: `arn:aws:iam::${HOME}:root` };
export const policy = (...Statement: readonly object[]) => ({ Version: '2012-10-17', Statement });
export const statement = (rest: object = {}) => ({
  Effect: 'Allow',
  Principal: root,
  Action: 'kms:*',
  Resource: '*',
  ...rest,
});

/** Puts the key policy; a text stands as it is. */
export const put = (document: object | string) =>
  new PutKeyPolicyCommand({
    KeyId,
    Policy: typeof document === 'string' ? document : JSON.stringify(document),
  });

export const encrypt = new EncryptCommand({ KeyId, Plaintext: Buffer.from('x') });
export const encrypted = async ({ client }: Served): Promise<Uint8Array> =>
  (await client(KMSClient).send(encrypt)).CiphertextBlob!;

/** Takes an action from the operator. */
export const denying = (action: string) =>
  new PutUserPolicyCommand({
    UserName: 'operator',
    PolicyName: 'deny',
    PolicyDocument: JSON.stringify(policy({ Effect: 'Deny', Action: action, Resource: '*' })),
  });

/** The page's first exercise: the role may encrypt, and no longer decrypt. */
export const stripDecrypt = new CreatePolicyVersionCommand({
  PolicyArn: ADDITIONAL,
  PolicyDocument: JSON.stringify(policy({ Effect: 'Allow', Action: 'kms:Encrypt', Resource: '*' })),
  SetAsDefault: true,
});

type Says = readonly [name: string, status: number, text: string | RegExp];

/** Something that AWS refuses: what it is, how to cause it, and the SDK's name, HTTP status and message of the refusal. */
export type Fact = readonly [what: string, when: (served: Served) => Promise<unknown>, ...says: Says];

/** Over HTTP, on a separate sandbox, with the SDK. */
export const show = (facts: readonly Fact[]): void =>
  test.each(facts)('%s', async (_, when, name, status, text) => {
    const error: Error = await when(await serve()).then(
      () => expect.fail('it was not refused'),
      (refused) => refused,
    );
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
    // The SDK's own word for a missing message.
    if (typeof text === 'string') expect(error.message).toBe(text || 'UnknownError');
    else expect(error.message).toMatch(text);
  });
