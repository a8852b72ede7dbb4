import { CreatePolicyVersionCommand, ListUsersCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, DescribeKeyCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { describe, expect, test } from 'vitest';
import { canned, json, jsonError, xml } from '../canned.ts';

const describeKey = (KeyId = 'key') => new DescribeKeyCommand({ KeyId });
const dryRun = () => new EncryptCommand({ KeyId: 'key', Plaintext: new Uint8Array(1), DryRun: true });

/** A key whose state changes with every answer. */
const account = () =>
  canned(({ operation, nth }) =>
    operation === 'ListUsers' ? xml(operation, '') : json({ KeyMetadata: { KeyId: `seen ${nth}` } }),
  );

test('the same question at the same time gets one answer', async () => {
  const { clients, asked } = await account();
  const answers = await Promise.all([1, 2, 3].map(() => clients.kms.send(describeKey())));
  expect(answers.map(({ KeyMetadata }) => KeyMetadata?.KeyId)).toEqual(['seen 1', 'seen 1', 'seen 1']);
  expect(asked).toHaveLength(1);
});

test('the same question later in the round gets the same answer; in a new round, everything is asked again', async () => {
  const { clients, asked } = await account();
  const state = async () => (await clients.kms.send(describeKey())).KeyMetadata?.KeyId;
  expect([await state(), await state()]).toEqual(['seen 1', 'seen 1']);
  clients.reads.begin();
  expect(await state()).toBe('seen 2');
  expect(asked).toHaveLength(2);
});

test('another question, or the same of another client, is asked', async () => {
  const { clients, asked } = await account();
  await Promise.all([
    clients.kms.send(describeKey()),
    clients.kms.send(describeKey('another')),
    clients.iam.send(new ListUsersCommand({})),
    clients.iam.send(new ListUsersCommand({ Marker: 'more' })),
    clients.kmsIn('eu-west-1').send(describeKey()),
  ]);
  expect(asked).toHaveLength(5);
});

test('a question after a write does not get an answer from before it', async () => {
  const { clients } = await account();
  const before = clients.kms.send(describeKey());
  const writing = clients.kms.send(new CreateAliasCommand({ AliasName: 'alias/a', TargetKeyId: 'key' }));
  const meanwhile = clients.kms.send(describeKey());
  const after = writing.then(() => clients.kms.send(describeKey()));
  const seen = (await Promise.all([before, meanwhile, after])).map(({ KeyMetadata }) => KeyMetadata?.KeyId);
  expect(new Set(seen).size).toBe(3);
});

test('a write, or a dry run, is always sent', async () => {
  const { clients, asked } = await account();
  await Promise.all([clients.kms.send(dryRun()), clients.kms.send(dryRun())]);
  expect(asked).toHaveLength(2);
});

test('a failure is shared like an answer, and not kept', async () => {
  const { clients, asked } = await canned(({ nth }) =>
    nth === 1 ? jsonError('AccessDeniedException', 'not yet') : json({}),
  );
  const both = await Promise.allSettled([clients.kms.send(describeKey()), clients.kms.send(describeKey())]);
  expect(both).toMatchObject([
    { status: 'rejected', reason: { code: 'ERR_ACCESS' } },
    { status: 'rejected', reason: { code: 'ERR_ACCESS' } },
  ]);
  await clients.kms.send(describeKey());
  expect(asked).toHaveLength(2);
});

test('one principal’s answers are not given to another', async () => {
  const { clients, asked } = await account();
  const bob = clients.actingAs({ accessKeyId: 'AKIABOB', secretAccessKey: 'bob-secret' });
  await Promise.all([clients.kms.send(describeKey()), bob.kms.send(describeKey())]);
  expect(asked).toHaveLength(2);
});

describe('what only a write that names it changes', () => {
  const THING = 'arn:aws:iam::111122223333:policy/thing';
  const createVersion = (PolicyArn: string) =>
    new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: '{}' });
  const looking = async () => {
    const { clients } = await canned(({ operation }) =>
      operation === 'CreatePolicyVersion' ? xml(operation, '') : json({}),
    );
    let looks = 0;
    return { clients, look: () => clients.reads.throughWrites(THING, async () => ++looks) };
  };

  test('is looked at once a round, whatever else is written', async () => {
    const { clients, look } = await looking();
    expect([await look(), await look()]).toEqual([1, 1]);
    await clients.iam.send(createVersion('arn:aws:iam::111122223333:policy/another'));
    expect(await look()).toBe(1);
    clients.reads.begin();
    expect(await look()).toBe(2);
  });

  test('is looked at again after such a write', async () => {
    const { clients, look } = await looking();
    await look();
    await clients.iam.send(createVersion(THING));
    expect(await look()).toBe(2);
  });

  test('is looked at again after a look that failed', async () => {
    const { clients, look } = await looking();
    await expect(clients.reads.throughWrites(THING, () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await look()).toBe(1);
  });
});
