import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateGrantCommand, KMSClient, ListKeysCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { beforeEach, describe, expect, test } from 'vitest';
import { growOrganization } from '../../src/sandbox/seed/organization.ts';
import { seed } from '../../src/sandbox/seed.ts';
import type { World } from '../../src/sandbox/world.ts';
import { parseWorld, WorldFileError } from '../../src/sandbox/world-file.ts';
import { WorldFolder } from '../../src/sandbox/world-folder.ts';
import { HOME } from './home.ts';
import { freshDirectory, serve } from './served.ts';

const OUTSIDER = '444455556666';
const SECOND = '222200000002';
const HOME_FILE = `${HOME}.json`;

let directory: string;
let world: World;
beforeEach(() => {
  directory = freshDirectory();
  world = seed(new Date());
});

const path = (name: string): string => join(directory, 'world', name);
const text = (name: string): string => readFileSync(path(name), 'utf8');
const files = (): readonly string[] => readdirSync(join(directory, 'world')).sort();
const reload = (): Promise<World | undefined> => new WorldFolder(directory).load();

/** A written file has another inode: it is renamed over the old one. */
const inodes = (): Readonly<Record<string, number>> =>
  Object.fromEntries(files().map((name) => [name, statSync(path(name)).ino]));

/** The files that the work wrote. */
async function written(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = inodes();
  await work();
  return Object.entries(inodes()).flatMap(([name, inode]) => (before[name] === inode ? [] : [name]));
}

const SESSION = {
  accessKeyId: 'ASIA',
  secret: 'secret',
  token: 'token',
  expires: '2026-01-01T00:00:00.000Z',
  caller: { kind: 'root', accountId: HOME, arn: `arn:aws:iam::${HOME}:root` },
  policies: [],
};

describe('the folder of a world', () => {
  test('does not exist at first', async () => {
    expect(await reload()).toBeUndefined();
  });

  test('has a file for each account, and returns the world, its accounts in their order', async () => {
    growOrganization(world, 40, new Date());
    await new WorldFolder(directory).save(world);
    expect(files()).toEqual(
      [
        ...Object.keys(world.accounts).map((id) => `${id}.json`),
        'bodies',
        'sessions.json',
        'world.json',
      ].sort(),
    );
    const loaded = await reload();
    expect(loaded).toEqual(world);
    expect(Object.keys(loaded?.accounts ?? {})).toEqual(Object.keys(world.accounts));
  });

  test.each<[what: string, change: (world: World) => void, files: readonly string[]]>([
    ['nothing', () => {}, []],
    ['an account', ({ accounts }) => delete accounts[HOME]?.users.operator, [HOME_FILE]],
    ['the sessions', ({ sessions }) => Object.assign(sessions, { ASIA: SESSION }), ['sessions.json']],
    ['the region', (world) => Object.assign(world, { region: 'eu-west-1' }), ['world.json']],
    [
      'an account that is new, touched or not',
      (world) => growOrganization(world, 1, new Date()),
      [HOME_FILE, '999988887777.json', 'world.json'],
    ],
  ])('if %s changed: just that is written', async (_, change, expected) => {
    const folder = new WorldFolder(directory);
    await folder.save(world);
    change(world);
    expect(await written(() => folder.save(world, [HOME]))).toEqual(expected);
    expect(await reload()).toEqual(world);
  });

  test('a loaded world is compared with its files, too', async () => {
    await new WorldFolder(directory).save(world);
    const folder = new WorldFolder(directory);
    const loaded = (await folder.load()) as World;
    expect(await written(() => folder.save(loaded))).toEqual([]);
  });

  test('simultaneous saves run one after the other: the last change stays', async () => {
    const folder = new WorldFolder(directory);
    await folder.save(world);
    const saves = Array.from({ length: 20 }, (_, number) => {
      world.region = `region-${number % 2}`;
      world.accounts[HOME]!.users = {};
      if (number % 2 === 0) world.accounts[HOME]!.keys = {};
      return folder.save(world, [HOME]);
    });
    await Promise.all(saves);
    expect(await reload()).toEqual(world);
  });

  test('an account that could not be written is written with the next one that can', async () => {
    const folder = new WorldFolder(directory);
    await folder.save(world);
    rmSync(path(HOME_FILE));
    mkdirSync(path(HOME_FILE));
    delete world.accounts[HOME]?.users.operator;
    await expect(folder.save(world, [HOME])).rejects.toMatchObject({
      kind: 'unwritable',
      path: path(HOME_FILE),
    });
    rmSync(path(HOME_FILE), { recursive: true });
    await folder.save(world, [OUTSIDER]);
    expect(await reload()).toEqual(world);
  });

  test('forgets the accounts of a world that another one replaces', async () => {
    growOrganization(world, 3, new Date());
    const folder = new WorldFolder(directory);
    await folder.save(world);
    const other = seed(new Date());
    await folder.save(other);
    expect(files()).not.toContain(`${SECOND}.json`);
    expect(await reload()).toEqual(other);
  });

  test('starts over if it was removed', async () => {
    const folder = new WorldFolder(directory);
    await folder.save(world);
    rmSync(directory, { recursive: true });
    folder.forget();
    await folder.save(world);
    expect(await reload()).toEqual(world);
  });

  test('after a crash between an account and the rest is the old world with that account', async () => {
    growOrganization(world, 2, new Date());
    await new WorldFolder(directory).save(world);
    delete world.accounts[SECOND]?.users.operator;
    writeFileSync(path(`${SECOND}.json`), JSON.stringify(world.accounts[SECOND]));
    writeFileSync(path('222200000003.json'), 'an account that was being founded');
    expect(await reload()).toEqual(world);
  });
});

describe('a folder that cannot be used is refused, by the name of its file', () => {
  const DAMAGED = 'damaged';
  test.each<[what: string, file: string, content: string | undefined, kind: WorldFileError['kind']]>([
    ['no JSON', 'world.json', '{', DAMAGED],
    ['no world', 'world.json', '[]', DAMAGED],
    ['a part missing', 'world.json', '{"version":1}', DAMAGED],
    [
      'a path for an account',
      'world.json',
      `{"version":1,"home":"${HOME}","region":"x","accounts":["${HOME}","../1"]}`,
      DAMAGED,
    ],
    ['a newer version', 'world.json', '{"version":3}', 'newer'],
    ['an account that is no JSON', HOME_FILE, 'oops', DAMAGED],
    ['an account that is none', HOME_FILE, 'null', DAMAGED],
    ['an account without its parts', HOME_FILE, '{}', DAMAGED],
    ['an account missing', HOME_FILE, undefined, DAMAGED],
    ['no sessions', 'sessions.json', undefined, DAMAGED],
  ])('%s', async (_, file, content, kind) => {
    await new WorldFolder(directory).save(world);
    if (content === undefined) rmSync(path(file));
    else writeFileSync(path(file), content);
    const error = await reload().catch((error: unknown) => error);
    expect(error).toBeInstanceOf(WorldFileError);
    expect(error).toMatchObject({ kind, path: path(file) });
  });

  test('one document with an account that would be a path', () => {
    const accounts = { ...world.accounts, '../../elsewhere': world.accounts[HOME] };
    expect(() => parseWorld('it', JSON.stringify({ ...world, accounts }))).toThrow(WorldFileError);
  });
});

describe('a request writes the accounts that it changes', () => {
  const policy = (Principal: object | string, Action: string, Resource: string): string =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Root',
          Effect: 'Allow',
          Principal: { AWS: HOME },
          Action: Action.replace(/:.*/, ':*'),
          Resource,
        },
        { Sid: 'Other', Effect: 'Allow', Principal, Action, Resource },
      ],
    });

  test('of 200, the caller’s', async () => {
    const { sandbox, client } = await serve({ directory, accounts: 200 });
    const kms = client(KMSClient, `operator@${SECOND}`);
    const trust = policy({ AWS: HOME }, 'sts:AssumeRole', '*')
      .replaceAll(',"Resource":"*"', '')
      .replace('sts:*', 'sts:AssumeRole');
    const role = new CreateRoleCommand({ RoleName: 'Other', AssumeRolePolicyDocument: trust });
    expect(await written(() => client(IAMClient, `operator@${SECOND}`).send(role))).toEqual([
      `${SECOND}.json`,
    ]);
    expect(await written(() => kms.send(new ListKeysCommand({})))).toEqual([]);
    const assumed = new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${SECOND}:role/Other`,
      RoleSessionName: 'me',
    });
    expect(await written(() => client(STSClient).send(assumed))).toEqual(['sessions.json']);
    expect(await reload()).toEqual(sandbox.world());
  });

  test('another’s key, and another’s bucket', async () => {
    const { sandbox, client } = await serve({ directory, accounts: 2 });
    const [key] = Object.values(sandbox.world().accounts[HOME]!.keys);
    const Bucket = `kmsworkshop-${HOME}`;
    await client(KMSClient).send(
      new PutKeyPolicyCommand({ KeyId: key!.id, Policy: policy({ AWS: SECOND }, 'kms:CreateGrant', '*') }),
    );
    await client(S3Client).send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: policy({ AWS: SECOND }, 's3:PutObject', `arn:aws:s3:::${Bucket}/*`),
      }),
    );
    const grant = new CreateGrantCommand({
      KeyId: key!.arn,
      GranteePrincipal: `arn:aws:iam::${SECOND}:root`,
      Operations: ['Decrypt'],
    });
    expect(await written(() => client(KMSClient, `root@${SECOND}`).send(grant))).toEqual([HOME_FILE]);
    const object = new PutObjectCommand({ Bucket, Key: 'theirs', Body: 'x' });
    expect(await written(() => client(S3Client, `operator@${SECOND}`).send(object))).toEqual([HOME_FILE]);
    expect(await reload()).toEqual(sandbox.world());
  });

  test('and a reset writes them all again', async () => {
    const { sandbox } = await serve({ directory, accounts: 2 });
    await sandbox.reset();
    expect(existsSync(path(`${SECOND}.json`))).toBe(true);
    expect(await reload()).toEqual(sandbox.world());
    expect(text('world.json')).toContain('o-kmsworkshop');
  });
});
