import { GetUserCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, DescribeKeyCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { type Canned, canned, json, jsonError, xmlError } from '../canned.ts';
import { open } from '../opened.ts';

const ALICE = { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice-secret' };
const dryRun = new EncryptCommand({ KeyId: 'key', Plaintext: new Uint8Array(1), DryRun: true });

describe('requests are counted as they are sent', () => {
  test('reads and dry runs are calls, but not writes', async () => {
    const { clients } = await canned(({ operation }) =>
      operation === 'Encrypt' ? jsonError('DryRunOperationException', '', 412) : json({}),
    );
    await clients.kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
    await expect(clients.kms.send(dryRun)).rejects.toThrow();
    expect(clients.counter).toMatchObject({ calls: 2, writes: 0 });
  });

  test('what can change the account is a write, refused or not', async () => {
    const { clients } = await canned(() => jsonError('AccessDeniedException', 'no'));
    const command = new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: 'key' });
    await expect(clients.kms.send(command)).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    expect(clients.counter).toMatchObject({ calls: 1, writes: 1 });
  });

  test('retries are requests, too', async () => {
    const { clients, asked } = await canned(({ nth }) =>
      nth < 3 ? jsonError('KMSInternalException', '', 500) : json({}),
    );
    await clients.kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
    expect(asked).toHaveLength(3);
    expect(clients.counter).toMatchObject({ calls: 3, writes: 0 });
  });

  test('of every principal', async () => {
    const { clients } = await canned(() => jsonError('DryRunOperationException', '', 412));
    await expect(clients.actingAs(ALICE).kms.send(dryRun)).rejects.toThrow();
    expect(clients.counter.calls).toBe(1);
  });
});

test('a write names the lease under which it is sent, at each attempt the one of then; a read names none', async () => {
  const { asked, target } = await canned(({ nth }) =>
    nth === 1 ? jsonError('KMSInternalException', '', 500) : json({}),
  );
  const fences = [7, 8];
  const { kms, beforeWrite, close } = openClients({ ...target, beforeWrite: async () => fences.shift() });
  onTestFinished(close);
  const write = () => kms.send(new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: 'key' }));
  await write();
  await kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
  await write();
  expect(asked.map(({ agent }) => /md\/lease#.*/.exec(agent)?.[0])).toEqual([
    ...['md/lease#7', 'md/lease#8'],
    ...[undefined, undefined],
  ]);
  fences.push(9);
  await beforeWrite();
  expect(fences).toEqual([]);
});

describe('what the operator may not look at', () => {
  const refusedOnce = async () =>
    canned(({ nth }) => (nth === 1 ? jsonError('AccessDeniedException', 'no') : json({})));
  const look = new DescribeKeyCommand({ KeyId: 'key' });

  test('is recorded by the permission that it needs', async () => {
    const { clients } = await refusedOnce();
    await expect(clients.kms.send(look)).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    expect(clients.counter.notLookedAt).toEqual(['kms:DescribeKey']);
  });

  test('is forgotten once the same read is allowed', async () => {
    const { clients } = await refusedOnce();
    await expect(clients.kms.send(look)).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    await clients.kms.send(look);
    expect(clients.counter.notLookedAt).toEqual([]);
  });

  test('does not include a refused write', async () => {
    const { clients } = await refusedOnce();
    const write = new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: 'key' });
    await expect(clients.kms.send(write)).rejects.toMatchObject({ code: 'ERR_ACCESS' });
    expect(clients.counter.notLookedAt).toEqual([]);
  });
});

describe('failures', () => {
  test('of the operator are explained', async () => {
    const { clients } = await canned(() =>
      xmlError('NoSuchEntity', 'The user with name x cannot be found.', 404),
    );
    const error: LabError = await clients.iam
      .send(new GetUserCommand({ UserName: 'x' }))
      .catch((reason) => reason);
    expect(error).toBeInstanceOf(LabError);
    expect(error).toMatchObject({
      code: 'ERR_NOT_FOUND',
      message: 'GetUser failed: The user with name x cannot be found.',
      cause: { name: 'NoSuchEntityException' },
    });
  });

  test('of KMS to another principal are answers, and stay unchanged', async () => {
    const { clients } = await canned(() => jsonError('AccessDeniedException', 'with an explicit deny'));
    await expect(clients.actingAs(ALICE).kms.send(dryRun)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'with an explicit deny',
    });
  });

  test('to sign in another principal are not answers', async () => {
    const { clients } = await canned(() => xmlError('InvalidClientTokenId', 'not valid', 403));
    await expect(clients.actingAs(ALICE).sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      code: 'ERR_CREDENTIALS',
    });
  });

  test('to reach the endpoint are explained', async () => {
    // Nothing listens at the discard port.
    const { sts } = openClients({ ...(await canned(() => json({}))).target, endpoint: 'http://127.0.0.1:9' });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      code: 'ERR_AWS',
      message: 'GetCallerIdentity failed: connect ECONNREFUSED 127.0.0.1:9',
    });
  });
});

test('principals use only their own credentials', async () => {
  const { clients, sandbox } = await open();
  const admin = clients.actingAs(sandbox.credentials('another-admin'));
  const arnOf = async ({ sts }: typeof admin) => (await sts.send(new GetCallerIdentityCommand({}))).Arn;
  expect(await Promise.all([arnOf(clients), arnOf(admin)])).toEqual([
    'arn:aws:iam::111122223333:user/operator',
    'arn:aws:iam::111122223333:user/another-admin',
  ]);
});

test('closing ends the connections', async () => {
  const { clients, connections } = await canned(() => json({}));
  await clients.kms.send(new DescribeKeyCommand({ KeyId: 'key' }));
  expect(await connections()).toBe(1);
  clients.close();
  await expect.poll(connections).toBe(0);
});

test('a bucket in another region is asked there', async () => {
  const { clients, asked } = await canned(
    ({ nth }): Canned =>
      nth === 1
        ? { status: 301, headers: { 'x-amz-bucket-region': 'eu-west-1' }, body: '' }
        : { status: 200, headers: { 'x-amz-server-side-encryption-aws-kms-key-id': 'arn' }, body: '' },
  );
  const { SSEKMSKeyId } = await clients.s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));
  expect(SSEKMSKeyId).toBe('arn');
  expect(asked).toHaveLength(2);
});

describe('a custom endpoint has no host names for buckets', () => {
  afterEach(() => vi.unstubAllEnvs());

  /** `localhost` and not an address: the SDK puts no bucket before an address anyway. */
  const byName = async () => {
    const { target, asked, url } = await canned(() => ({ status: 200, body: '' }));
    return { target, asked, url: url.replace('127.0.0.1', 'localhost') };
  };
  const head = ({ s3 }: ReturnType<typeof openClients>) =>
    s3.send(new HeadObjectCommand({ Bucket: 'bucket', Key: 'key' }));

  test('of the command line', async () => {
    const { target, asked, url } = await byName();
    await head(openClients({ ...target, endpoint: url }));
    expect(asked).toHaveLength(1);
  });

  test.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_S3'])('of %s', async (variable) => {
    const {
      target: { endpoint: _, ...target },
      asked,
      url,
    } = await byName();
    vi.stubEnv(variable, url);
    await head(openClients(target));
    expect(asked).toHaveLength(1);
  });
});
