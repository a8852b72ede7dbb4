import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { accountsIn, loadSandbox, saveSandbox } from '../../src/cli/start-sandbox.ts';
import type { World } from '../../src/sandbox/world.ts';
import { type } from './streams.ts';

const folder = mkdtempSync(join(tmpdir(), 'kms-lab-load-'));
const state = { stateDir: join(folder, 'state') };
const HOME = '111122223333';
let saved: string;

beforeAll(async () => {
  const path = join(folder, 'saved.json');
  await saveSandbox(state, path);
  saved = readFileSync(path, 'utf8');
  // A sandbox in which nothing was changed has no files.
  await loadSandbox(state, path);
});

type Spoil = (world: World) => unknown;
const account = (world: World) => world.accounts[HOME]!;
const aKey = (world: World) => Object.values(account(world).keys)[0]! as unknown as Record<string, unknown>;

const SPOILT: readonly (readonly [string, Spoil, string, RegExp])[] = [
  ['of another version', (world) => Object.assign(world, { version: 99 }), 'ERR_STATE_NEWER', /format 99/],
  ['without a version', (world) => Object.assign(world, { version: 'x' }), 'ERR_STATE_DAMAGED', /no sandbox/],
  [
    'of another Region',
    (world) => Object.assign(world, { region: 'eu-west-1' }),
    'ERR_STATE_DAMAGED',
    /in eu-west-1/,
  ],
  ['of no Region', (world) => Object.assign(world, { region: '../..' }), 'ERR_STATE_DAMAGED', /region: /],
  [
    'without its home',
    (world) => Object.assign(world, { home: '999999999999' }),
    'ERR_STATE_DAMAGED',
    /home: /,
  ],
  [
    'whose home is __proto__',
    (world) => Object.assign(world, { home: '__proto__' }),
    'ERR_STATE_DAMAGED',
    /home: /,
  ],
  ['without users', (world) => Reflect.deleteProperty(account(world), 'users'), 'ERR_STATE_DAMAGED', /users/],
  [
    'whose users are a list',
    (world) => Object.assign(account(world), { users: [] }),
    'ERR_STATE_DAMAGED',
    /users/,
  ],
  [
    'whose user has no keys',
    (world) => Reflect.deleteProperty(account(world).users.operator!, 'accessKeys'),
    'ERR_STATE_DAMAGED',
    /users: operator: accessKeys/,
  ],
  ['without keys', (world) => Object.assign(account(world), { keys: null }), 'ERR_STATE_DAMAGED', /keys/],
  [
    'with a path as an account',
    (world) => Object.assign(world.accounts, { '../x': account(world) }),
    'ERR_STATE_DAMAGED',
    /\.\.\/x/,
  ],
  [
    'with an account under another’s id',
    (world) => Object.assign(world.accounts, { '444455556666': account(world) }),
    'ERR_STATE_DAMAGED',
    /444455556666: id/,
  ],
  [
    'with a policy that is none',
    (world) => Object.assign(aKey(world), { policy: { Statement: 5 } }),
    'ERR_STATE_DAMAGED',
    /policy: /,
  ],
  [
    'with a key in no state',
    (world) => Object.assign(aKey(world), { state: '' }),
    'ERR_STATE_DAMAGED',
    /state: /,
  ],
  [
    'with a time that is none',
    (world) => Object.assign(aKey(world), { created: 'then' }),
    'ERR_STATE_DAMAGED',
    /created: /,
  ],
  [
    'with sessions of no kind',
    (world) => Object.assign(world, { sessions: { A: 1 } }),
    'ERR_STATE_DAMAGED',
    /sessions: /,
  ],
];

const FILES: readonly (readonly [string, (path: string) => string | undefined, string, RegExp])[] = [
  ['an endless device', () => '/dev/zero', 'ERR_STATE_DAMAGED', /not a regular file/],
  ['an empty device', () => '/dev/null', 'ERR_STATE_DAMAGED', /not a regular file/],
  ['a pipe', (path) => void execFileSync('mkfifo', [path]), 'ERR_STATE_DAMAGED', /a pipe/],
  ['a folder', (path) => void mkdirSync(path), 'ERR_STATE_DAMAGED', /not a regular file/],
  ['an empty file', (path) => void writeFileSync(path, ''), 'ERR_STATE_DAMAGED', /not JSON/],
  ['no JSON', (path) => void writeFileSync(path, '{"version":1,'), 'ERR_STATE_DAMAGED', /not JSON/],
  [
    'deep lists',
    (path) => void writeFileSync(path, '['.repeat(5_000_000)),
    'ERR_STATE_DAMAGED',
    /nested more than/,
  ],
  ['a list', (path) => void writeFileSync(path, '[]'), 'ERR_STATE_DAMAGED', /no sandbox/],
  [
    'bytes',
    (path) => void writeFileSync(path, Buffer.from([0xff, 0, 0xfe])),
    'ERR_STATE_DAMAGED',
    /not JSON/,
  ],
  ['no file', () => '/nowhere/world.json', 'ERR_USAGE', /There is no file/],
];

let made = 0;
const written = (spoil: Spoil): string => {
  const world = JSON.parse(saved);
  spoil(world);
  const path = join(folder, `spoilt-${made++}.json`);
  writeFileSync(path, JSON.stringify(world));
  return path;
};

describe('a world that cannot be used is refused, and the sandbox stays as it was', () => {
  test.each(FILES)('%s', async (_, make, code, says) => {
    const before = await accountsIn(state);
    const path = join(folder, `file-${made++}`);
    const refused = loadSandbox(state, make(path) ?? path);
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
    expect(await accountsIn(state)).toEqual(before);
  });

  test.each(SPOILT)('%s', async (_, spoil, code, says) => {
    const refused = loadSandbox(state, written(spoil));
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
    expect(await accountsIn(state)).toContain(HOME);
  });

  test('and still works', async () => {
    const { exitCode } = await type('status --quiet', { env: { KMS_LAB_STATE_DIR: state.stateDir } });
    expect(exitCode).toBe(0);
  });
});

test('names that objects have of their own are users like others', async () => {
  const odd = written((world) => {
    for (const name of ['constructor', 'prototype', '__proto__']) {
      const user = { ...account(world).users.operator!, name, id: `AIDA${name}`, accessKeys: [] };
      Object.defineProperty(account(world).users, name, { value: user, enumerable: true });
    }
  });
  await loadSandbox(state, odd);
  const again = join(folder, 'again.json');
  await saveSandbox(state, again);
  expect(Object.keys(account(JSON.parse(readFileSync(again, 'utf8'))).users)).toEqual(
    expect.arrayContaining(['constructor', 'prototype', '__proto__']),
  );
});
