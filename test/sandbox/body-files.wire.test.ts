import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, test } from 'vitest';
import { growOrganization } from '../../src/sandbox/seed/organization.ts';
import { seed } from '../../src/sandbox/seed.ts';
import type { World } from '../../src/sandbox/world.ts';
import type { StoredObject } from '../../src/sandbox/world-buckets.ts';
import { readWorld, writeWorld } from '../../src/sandbox/world-file.ts';
import { WorldFolder } from '../../src/sandbox/world-folder.ts';
import { HOME } from './home.ts';
import { freshDirectory, serve } from './served.ts';

const Bucket = `kmsworkshop-${HOME}`;
const OTHER = '222200000002';

let directory: string;
let world: World;
let folder: WorldFolder;
/** The web app's file is a body of its own. */
function withoutApp(world: World): World {
  for (const { instances } of Object.values(world.accounts)) {
    for (const instance of Object.values(instances)) instance.files = {};
  }
  return world;
}

beforeEach(() => {
  directory = freshDirectory();
  world = seed(new Date());
  growOrganization(world, 2, new Date());
  withoutApp(world);
  folder = new WorldFolder(directory);
});

const path = (...names: readonly string[]): string => join(directory, 'world', ...names);
const bodies = (): readonly string[] => readdirSync(path('bodies'));
const size = (id: string): number => statSync(path(`${id}.json`)).size;
const nameOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const reload = (): Promise<World | undefined> => new WorldFolder(directory).load();

const objectOf = (key: string, bytes: Buffer): StoredObject => ({
  key,
  body: bytes.toString('base64'),
  size: bytes.length,
  etag: '"x"',
  modified: '2026-01-01T00:00:00.000Z',
  contentType: 'binary/octet-stream',
  metadata: {},
  checksums: {},
  encryption: { kind: 'AES256' },
});

const put = (key: string, bytes: Buffer, id = HOME): void => {
  const bucket = world.accounts[id]!.buckets[`kmsworkshop-${id}`]!;
  Object.defineProperty(bucket.objects, key, {
    value: objectOf(key, bytes),
    configurable: true,
    enumerable: true,
    writable: true,
  });
};

const drop = (key: string, id = HOME): void => {
  delete world.accounts[id]!.buckets[`kmsworkshop-${id}`]!.objects[key];
};

const LARGE = randomBytes(10_000);
const LARGE_FILE = nameOf(LARGE);

describe('a large body has a file of its own', () => {
  test.each<[what: string, hold: () => void]>([
    ['of an object', () => put('large', LARGE)],
    ['of an object with a name that no object has', () => put('__proto__', LARGE)],
    [
      'of a part of an upload',
      () => {
        const part = { number: 1, size: 1, etag: '', modified: '2026-01-01T00:00:00.000Z', checksum: '' };
        world.accounts[HOME]!.buckets[Bucket]!.uploads = {
          U: {
            id: 'U',
            key: 'k',
            initiated: '2026-01-01T00:00:00.000Z',
            contentType: '',
            metadata: {},
            checksum: { algorithm: 'CRC32', type: 'COMPOSITE' },
            encryption: { kind: 'AES256' },
            parts: { 1: { ...part, body: LARGE.toString('base64') } },
          },
        };
      },
    ],
    [
      'on an instance',
      () => {
        const [instance] = Object.values(world.accounts[HOME]!.instances);
        instance!.files['localfile-large'] = LARGE.toString('base64');
      },
    ],
  ])('%s, and is read back', async (_, hold) => {
    hold();
    await folder.save(world);
    expect(readFileSync(path('bodies', LARGE_FILE))).toEqual(LARGE);
    expect(size(HOME)).toBeLessThan(LARGE.length);
    expect(await reload()).toEqual(world);
  });

  test('and a small one does not', async () => {
    put('small', Buffer.from('hello'));
    await folder.save(world);
    expect(() => bodies()).toThrow('ENOENT');
    expect(await reload()).toEqual(world);
  });

  test('that is not written again with its account, or after a restart', async () => {
    put('large', LARGE);
    await folder.save(world);
    const inode = () => statSync(path('bodies', LARGE_FILE)).ino;
    const before = inode();
    put('small', Buffer.from('x'));
    await folder.save(world, [HOME]);
    const again = new WorldFolder(directory);
    const loaded = (await again.load()) as World;
    delete loaded.accounts[HOME]?.users.operator;
    await again.save(loaded, [HOME]);
    expect(inode()).toBe(before);
    expect(await reload()).toEqual(loaded);
  });

  test('of which there is one if two bodies are the same', async () => {
    put('one', LARGE);
    put('other', LARGE, OTHER);
    await folder.save(world);
    expect(bodies()).toEqual([LARGE_FILE]);
    drop('one');
    await folder.save(world, [HOME]);
    expect(bodies()).toEqual([LARGE_FILE]);
    expect(await reload()).toEqual(world);
    drop('other', OTHER);
    await folder.save(world, [OTHER]);
    expect(bodies()).toEqual([]);
  });
});

describe('an unused file is removed', () => {
  test('when an object is replaced', async () => {
    put('large', LARGE);
    await folder.save(world);
    const other = randomBytes(10_000);
    put('large', other);
    await folder.save(world, [HOME]);
    expect(bodies()).toEqual([nameOf(other)]);
  });

  test('when a world is replaced by one without the account', async () => {
    put('large', LARGE, OTHER);
    await folder.save(world);
    await folder.save(withoutApp(seed(new Date())));
    expect(bodies()).toEqual([]);
  });

  test('when a crash left it between the body and its account', async () => {
    put('large', LARGE);
    await folder.save(world);
    writeFileSync(path('bodies', 'f'.repeat(64)), 'never answered');
    const again = new WorldFolder(directory);
    const loaded = (await again.load()) as World;
    expect(loaded).toEqual(world);
    expect(bodies()).toHaveLength(2);
    await again.save(loaded, []);
    expect(bodies()).toEqual([LARGE_FILE]);
  });

  test('only once its account is written: until then the old file names it', async () => {
    put('large', LARGE);
    await folder.save(world);
    rmSync(path(`${HOME}.json`));
    mkdirSync(path(`${HOME}.json`));
    drop('large');
    await expect(folder.save(world, [HOME])).rejects.toMatchObject({ kind: 'unwritable' });
    expect(bodies()).toEqual([LARGE_FILE]);
    rmSync(path(`${HOME}.json`), { recursive: true });
    await folder.save(world, []);
    expect(bodies()).toEqual([]);
  });
});

describe('a missing body makes the sandbox damaged', () => {
  test.each<[what: string, spoil: () => void, file: string]>([
    ['it is missing', () => rmSync(path('bodies', LARGE_FILE)), `bodies/${LARGE_FILE}`],
    [
      'it was cut short',
      () => writeFileSync(path('bodies', LARGE_FILE), LARGE.subarray(1)),
      `bodies/${LARGE_FILE}`,
    ],
    ['its name is a path', () => rename('../../elsewhere'), `${HOME}.json`],
    ['its name is no text', () => rename(7), `${HOME}.json`],
  ])('%s', async (_, spoil, file) => {
    put('large', LARGE);
    await folder.save(world);
    spoil();
    await expect(reload()).rejects.toMatchObject({
      name: 'WorldFileError',
      kind: 'damaged',
      path: path(...file.split('/')),
    });
  });

  const rename = (name: unknown): void => {
    const file = path(`${HOME}.json`);
    const text = readFileSync(file, 'utf8').replace(JSON.stringify(LARGE_FILE), JSON.stringify(name));
    writeFileSync(file, text);
  };
});

test('a folder of the first format, with its bodies in the accounts, is read and converted', async () => {
  put('large', LARGE);
  await folder.save(world);
  const { version: _, accounts, sessions: __, ...rest } = world;
  rmSync(path('bodies'), { recursive: true });
  writeFileSync(path(`${HOME}.json`), JSON.stringify(accounts[HOME]));
  writeFileSync(path('world.json'), JSON.stringify({ version: 1, ...rest, accounts: Object.keys(accounts) }));
  const again = new WorldFolder(directory);
  const loaded = (await again.load()) as World;
  expect(loaded).toEqual(world);
  await again.save(loaded, [HOME]);
  expect(bodies()).toEqual([LARGE_FILE]);
  expect(JSON.parse(readFileSync(path('world.json'), 'utf8'))).toMatchObject({ version: 2 });
});

test('a world saved for another user is one file, bodies included', async () => {
  put('large', LARGE);
  await folder.save(world);
  const file = join(directory, 'saved.json');
  await writeWorld(file, (await reload()) as World);
  expect(await readWorld(file)).toEqual(world);
});

test('an upload of 20 MB and the parts of another cost their size, and later writes cost no more', async () => {
  const { sandbox, client } = await serve({ directory });
  const s3 = client(S3Client);
  const whole = randomBytes(20 * 1024 * 1024);
  await s3.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: whole }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'parts' }));
  await s3.send(
    new UploadPartCommand({ Bucket, Key: 'parts', UploadId, PartNumber: 1, Body: whole.subarray(1) }),
  );
  // The web app's file is one of them.
  expect(bodies()).toHaveLength(3);
  expect(size(HOME)).toBeLessThan(64 * 1024);
  // Hashes are compared in a moment; forty megabytes are not.
  const sums = (of: World | undefined) =>
    Object.values(of?.accounts[HOME]?.buckets[Bucket]?.objects ?? {}).map(({ body }) =>
      nameOf(Buffer.from(body, 'base64')),
    );
  expect(sums(await reload())).toEqual(sums(sandbox.world()));
  await s3.send(new DeleteObjectCommand({ Bucket, Key: 'whole' }));
  expect(bodies()).toHaveLength(2);
});
