import { CreatePolicyVersionCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { AdaptiveRetryStrategy, StandardRetryStrategy } from '@smithy/core/retry';
import { describe, expect, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { retriesOn } from '../../../src/aws/client/retries.ts';
import { type Canned, canned, json, jsonError, xmlError } from '../canned.ts';

const describeKey = new DescribeKeyCommand({ KeyId: 'key' });

test('adapt to AWS’s rates; the sandbox throttles at random', () => {
  expect(retriesOn({ name: 'aws' }).retryStrategy).toBeInstanceOf(AdaptiveRetryStrategy);
  expect(retriesOn({ name: 'sandbox' }).retryStrategy).toBeInstanceOf(StandardRetryStrategy);
});

describe('a full quota is reported at once: it will be full next time, too', () => {
  test.each(['aws', 'sandbox'] as const)('of KMS, on %s', async (name) => {
    const { target, asked } = await canned(() => jsonError('LimitExceededException', 'too large'));
    const { kms } = openClients({ ...target, name });
    await expect(kms.send(new PutKeyPolicyCommand({ KeyId: 'key', Policy: '{}' }))).rejects.toMatchObject({
      code: 'ERR_DOCUMENT',
      message: 'PutKeyPolicy failed: too large',
    });
    expect(asked).toHaveLength(1);
  });

  test('of IAM', async () => {
    const { clients, asked } = await canned(() => xmlError('LimitExceeded', 'five versions', 409));
    const command = new CreatePolicyVersionCommand({ PolicyArn: 'arn', PolicyDocument: '{}' });
    await expect(clients.iam.send(command)).rejects.toMatchObject({ code: 'ERR_DOCUMENT' });
    expect(asked).toHaveLength(1);
  });
});

test.each(['aws', 'sandbox'] as const)('a throttled request is sent again on %s', async (name) => {
  const { target, asked } = await canned(({ nth }) =>
    nth === 1 ? jsonError('ThrottlingException', 'Rate exceeded') : json({ KeyMetadata: { KeyId: 'key' } }),
  );
  expect(await openClients({ ...target, name }).kms.send(describeKey)).toMatchObject({
    KeyMetadata: { KeyId: 'key' },
  });
  expect(asked).toHaveLength(2);
});

test('and up to five times', async () => {
  const { clients, asked } = await canned(() => jsonError('KMSInternalException', 'down', 500));
  await expect(clients.kms.send(describeKey)).rejects.toMatchObject({ code: 'ERR_AWS' });
  expect(asked).toHaveLength(5);
});

describe('with this machine’s clock off by ten minutes', () => {
  const then = (answer: Canned): Canned => ({
    ...answer,
    headers: { ...answer.headers, date: new Date(Date.now() + 600_000).toUTCString() },
  });

  test('an answer is an answer, and is requested once', async () => {
    const { clients, asked } = await canned(() => then(jsonError('NotFoundException', 'no key')));
    await expect(clients.kms.send(describeKey)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' });
    expect(asked).toHaveLength(1);
  });

  test('a request that AWS refused for its time is signed with AWS’s time', async () => {
    const { clients, asked } = await canned(({ nth }) =>
      then(
        nth === 1
          ? jsonError('InvalidSignatureException', 'Signature not yet current: it is later')
          : json({ KeyMetadata: { KeyId: 'key' } }),
      ),
    );
    expect(await clients.kms.send(describeKey)).toMatchObject({ KeyMetadata: { KeyId: 'key' } });
    expect(asked).toHaveLength(2);
  });
});
