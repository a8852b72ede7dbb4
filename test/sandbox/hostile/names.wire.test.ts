import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { World } from '../../../src/sandbox/world.ts';
import { readWorld, writeWorld } from '../../../src/sandbox/world-file.ts';
import { freshDirectory } from '../served.ts';
import { form, GOOD, inherited, json, open, type Service } from './opened.ts';
import { ec2, iam, kms, STORES, s3, shell } from './stores.ts';
import type { Draft } from './wire.ts';

/** Names that every object has anyway. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

let it: Awaited<ReturnType<typeof open>>;
beforeAll(async () => {
  it = await open();
});
afterAll(() => it.sandbox.close());

/** Also a request with a key that nobody has, for which every user is looked through. */
async function othersAreAnswered() {
  expect(await it.ask('iam', GOOD.iam)).toMatchObject({ status: 200 });
  const stranger = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  expect(await it.ask('kms', GOOD.kms, { as: stranger })).toMatchObject({ status: 400 });
  expect(inherited()).toEqual([]);
}

describe.each(Object.entries(STORES))('%s', (_, { create, read, remove }) => {
  test.each(NAMES)('%s is a name like any other', async (name) => {
    const isThere = async () => (await it.ask(...read(name)))?.text.includes(name);
    expect((await it.ask(...remove(name)))?.status).toBeLessThan(500);
    expect(await isThere()).toBe(false);
    const created = await it.ask(...create(name));
    expect(created?.status, created?.text).toBeLessThan(300);
    expect(await isThere()).toBe(true);
    await othersAreAnswered();
    const removed = await it.ask(...remove(name));
    expect(removed?.status, removed?.text).toBeLessThan(300);
    expect(await isThere()).toBe(false);
  });
});

describe('all of them at once', () => {
  // A bucket's tags are replaced as a whole.
  const { 'tags of a bucket': _, ...stores } = STORES;
  const everything = Object.values(stores).flatMap((store) => NAMES.map((name) => [store, name] as const));

  test('are kept by the disk, and by a saved world', async () => {
    const directory = freshDirectory();
    const first = await open({ directory });
    for (const [{ create }, name] of everything) await first.ask(...create(name));
    const file = `${directory}/saved.json`;
    await writeWorld(file, first.sandbox.world());
    await first.sandbox.close();
    const again = await open({ directory });
    const loaded = await open();
    await loaded.sandbox.replaceWorld((await readWorld(file)) as World);
    for (const { ask, sandbox } of [again, loaded]) {
      for (const [{ create, read, remove }, name] of everything) {
        expect((await ask(...read(name)))?.text).toContain(name);
        await ask(...remove(name));
        expect((await ask(...read(name)))?.text).not.toContain(name);
        expect((await ask(...create(name)))?.status).toBeLessThan(300);
      }
      await sandbox.close();
    }
  });

  test('leave no object of the world with a prototype that a name could change', async () => {
    for (const [{ create }, name] of everything) await it.ask(...create(name));
    expect(prototyped(it.sandbox.world())).toEqual([]);
    for (const [{ remove }, name] of everything) await it.ask(...remove(name));
  });
});

/** Records by name, of all that are in the world: those that are no dictionaries. */
function prototyped(world: World): readonly string[] {
  const records = [
    'users',
    'roles',
    'groups',
    'policies',
    'instanceProfiles',
    'mfaDevices',
    'keys',
    'aliases',
  ];
  const names = new Set([
    ...records,
    'buckets',
    'instances',
    'inline',
    'tags',
    'objects',
    'files',
    'sessions',
  ]);
  const found: string[] = [];
  JSON.stringify(world, (key, value) => {
    const isRecord = names.has(key) && typeof value === 'object' && !Array.isArray(value);
    if (isRecord && Object.getPrototypeOf(value) !== null) found.push(`${key}: ${Object.keys(value)}`);
    return value;
  });
  return found;
}

test.each(NAMES)('%s is a file on an instance like any other', async (name) => {
  const files = () =>
    Object.values(it.sandbox.world().accounts['111122223333']!.instances).flatMap((instance) =>
      Object.keys(instance.files),
    );
  expect(await it.ask(...shell(`echo 'x' > '${name}'`))).toMatchObject({ status: 200 });
  expect(files()).toContain(name);
  await it.ask(...shell(`rm -f '${name}'`));
  expect(files()).not.toContain(name);
});

const sts = (body: string): readonly [Service, Draft] => ['sts', form(`Version=2011-06-15&Action=${body}`)];

describe.each(NAMES)('%s in place of what a request names', (name) => {
  const GROUP = 'GroupId=sg-0123456789abcdef0';
  test.each<readonly [string, Service, Draft]>([
    ['a spec of a data key', ...kms('GenerateDataKey', { KeySpec: name })],
    ['a spec of a key pair', ...kms('GenerateDataKeyPair', { KeyPairSpec: name })],
    ['a key', ...kms('DescribeKey', { KeyId: name })],
    ['an alias', ...kms('DescribeKey', { KeyId: `alias/${name}` })],
    ['an algorithm', ...kms('Encrypt', { Plaintext: 'eA==', EncryptionAlgorithm: name })],
    ['an operation of a grant', ...kms('CreateGrant', { GranteePrincipal: name, Operations: [name] })],
    ['an operation', 'kms', json(`TrentService.${name}`, '{}')],
    ['an action', ...iam(name)],
    ['a user', ...iam(`GetUser&UserName=${name}`)],
    ['a role of a profile', ...iam(`AddRoleToInstanceProfile&InstanceProfileName=${name}&RoleName=${name}`)],
    ['a version of a policy', ...iam(`GetPolicyVersion&PolicyArn=${name}&VersionId=${name}`)],
    ['a scope', ...iam(`ListPolicies&Scope=${name}`)],
    ['a protocol', ...ec2(`AuthorizeSecurityGroupIngress&${GROUP}&IpProtocol=${name}&CidrIp=10.0.0.0/8`)],
    ['a filter', ...ec2(`DescribeInstances&Filter.1.Name=${name}&Filter.1.Value.1=${name}`)],
    ['an instance', ...ec2(`DescribeInstances&InstanceId.1=${name}`)],
    [
      'a profile of an instance',
      ...ec2(`RunInstances&MinCount=1&MaxCount=1&IamInstanceProfile.Name=${name}`),
    ],
    ['a parameter', 'ssm', json('AmazonSSM.GetParameter', JSON.stringify({ Name: name }))],
    ['a document', 'ssm', json('AmazonSSM.SendCommand', JSON.stringify({ DocumentName: name }))],
    ['an upload', ...s3('PUT', `/x?partNumber=1&uploadId=${name}`)],
    ['a part of an upload', ...s3('PUT', `/x?partNumber=${name}&uploadId=${name}`)],
    ['a storage class', ...s3('PUT', '/x', { headers: [['x-amz-storage-class', name]] })],
    ['an encryption', ...s3('PUT', '/x', { headers: [['x-amz-server-side-encryption', name]] })],
    [
      'a checksum',
      ...s3('PUT', '/x', {
        headers: [
          ['x-amz-sdk-checksum-algorithm', name],
          [`x-amz-checksum-${name.toLowerCase()}`, 'x'],
        ],
      }),
    ],
    ['a role to assume', ...sts(`AssumeRole&RoleArn=${name}&RoleSessionName=${name}`)],
  ])('%s: refused, and nothing is changed', async (_, service, request) => {
    const answer = await it.unharmed(() => it.ask(service, request));
    expect(answer?.status, answer?.text).toSatisfy(
      (status: number) => (status >= 400 && status < 500) || status === 501,
    );
  });

  test('a key of an encryption context, which binds', async () => {
    const context = `{"${name}":"x"}`;
    const encrypted = await it.ask(
      'kms',
      json(
        'TrentService.Encrypt',
        `{"KeyId":"alias/ImportedCMK","Plaintext":"eA==","EncryptionContext":${context}}`,
      ),
    );
    const { CiphertextBlob } = JSON.parse(encrypted?.text ?? '') as { CiphertextBlob: string };
    const decrypt = (more: string) =>
      it.ask('kms', json('TrentService.Decrypt', `{"CiphertextBlob":"${CiphertextBlob}"${more}}`));
    expect(await decrypt('')).toMatchObject({ status: 400, code: 'InvalidCiphertextException' });
    expect(await decrypt(`,"EncryptionContext":${context}`)).toMatchObject({ status: 200 });
  });

  test('credentials', () => {
    expect(it.sandbox.credentials(name)).toBeUndefined();
    expect(it.sandbox.credentials(`${name}@111122223333`)).toBeUndefined();
  });
});
