import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { s3Objects } from '../../src/aws/state/s3-objects.ts';
import { openStateBucket } from '../../src/aws/state/state-bucket.ts';
import type { Checkpoint } from '../../src/contract/checkpoint.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import type { Objects } from '../../src/contract/objects.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { LEASE } from '../../src/engine/holder.ts';
import type { LeaseClock } from '../../src/engine/shared-state/clock.ts';
import { openObjectsStore } from '../../src/engine/shared-state/objects-store.ts';
import type { Store } from '../../src/engine/store.ts';
import { parseChaos } from '../../src/sandbox/chaos/chaos.ts';
import { hasMoto, startMoto } from '../end-to-end/moto.ts';
import { SAMPLES } from '../engine/event-samples.ts';
import { FACTS, START } from '../engine/fake-account.ts';
import { freshDirectory, serve } from '../sandbox/served.ts';
import { memoryObjects } from './memory-objects.ts';

/** Where state is kept, and what it takes to have several machines there. */
interface Place {
  /** On a machine of its own, unless it is named. */
  open(command: string, machine?: string): Promise<Store>;
}

/** A place whose leases run out by a clock that the test moves. */
interface Leased extends Place {
  passes(ms: number): void;
  readonly objects: Objects;
}

const { accountId, region } = FACTS;

const checkpoint = (id: string, word = 'a'): Checkpoint => ({
  version: 1,
  id,
  kind: id === 'baseline' ? 'baseline' : 'named',
  takenAt: `2026-01-01T00:00:00.000Z`,
  facts: { ...FACTS, userName: word },
  variant: 'corrected',
  documents: START,
});

const AT = new Date('2026-01-01T00:00:00.000Z');
const CHANGE = SAMPLES['change-begun'][0]!.change;
const STARTED: LabEvent = { type: 'run-started', ...SAMPLES['run-started'][0]! };
const SET_OUT: LabEvent = { type: 'set-out', work: { does: 'reset' } };
const BEGUN: LabEvent = { type: 'change-begun', change: CHANGE };
const ENDED: LabEvent = { type: 'summary', ...SAMPLES.summary[0]!, exitCode: 0 };

async function fileKind(): Promise<Place> {
  const directory = freshDirectory();
  return { open: (command) => openStore({ directory, target: 'sandbox', accountId, region, command }) };
}

/** Adds what the test’s clock has moved since an object was written to what the store says. */
function moved(objects: Objects, now: () => number, written: Map<string, number>): Objects {
  const noted = (name: string, tag: string | undefined) => {
    if (tag !== undefined) written.set(name, now());
    return tag;
  };
  return {
    ...objects,
    async get(name) {
      const found = await objects.get(name);
      return found && { ...found, age: found.age + now() - (written.get(name) ?? now()) };
    },
    create: async (name, body) => noted(name, await objects.create(name, body)),
    replace: async (name, body, tag) => noted(name, await objects.replace(name, body, tag)),
  };
}

function leased(bare: Objects): Leased {
  let now = 0;
  const objects = moved(bare, () => now, new Map());
  /** Nothing is renewed: each machine has stopped, as far as its lease is concerned. */
  const clock: LeaseClock = { now: () => now, every: () => () => {} };
  const machines = new Map<string, string>();
  return {
    objects,
    passes(ms) {
      now += ms;
    },
    open(command, machine = `${machines.size}`) {
      const directory = machines.get(machine) ?? freshDirectory();
      machines.set(machine, directory);
      return openObjectsStore({ directory, target: 'sandbox', accountId, region, command, objects, clock });
    },
  };
}

const memoryKind = async (): Promise<Leased> => leased(memoryObjects());

/** Whatever the chaos does to it. */
async function createBucket(create: () => Promise<unknown>): Promise<void> {
  for (;;) {
    const failed = await create().then(
      () => undefined,
      (error: Error) => error.name,
    );
    if (failed === undefined || failed === 'BucketAlreadyOwnedByYou') return;
  }
}

/** `chaos`: how the sandbox’s S3 misbehaves. */
async function s3Kind(chaos = 'seed=1'): Promise<Leased> {
  const { sandbox, client } = await serve({ chaos: parseChaos(chaos) });
  await createBucket(() => client(S3Client).send(new CreateBucketCommand({ Bucket: 'the-state' })));
  const bucket = openStateBucket(
    { bucket: 'the-state', prefix: 'class/a' },
    {
      name: 'sandbox',
      endpoint: sandbox.endpoint,
      credentials: sandbox.credentials('operator')!,
      region: async () => sandbox.region,
    },
  );
  onTestFinished(() => bucket.close());
  return leased(s3Objects(bucket, ['sandbox', accountId, region]));
}

let moto: ReturnType<typeof startMoto> | undefined;
let motoBuckets = 0;
afterAll(async () => (await moto)?.stop());

/** An outside witness. */
async function motoKind(): Promise<Leased> {
  moto ??= startMoto();
  const { endpoint } = await moto;
  const bucket = openStateBucket(
    { bucket: `the-state-${++motoBuckets}`, prefix: 'class/a' },
    {
      name: 'aws',
      endpoint,
      credentials: { accessKeyId: 'AKIAANYBODY', secretAccessKey: 'anything' },
      region: async () => 'us-east-1',
    },
  );
  onTestFinished(() => bucket.close());
  await bucket.send((client) => client.send(new CreateBucketCommand({ Bucket: bucket.bucket })));
  return leased(s3Objects(bucket, ['aws', accountId, region]));
}

const LEASED: readonly (readonly [string, () => Promise<Leased>])[] = [
  ['memory', memoryKind],
  ['s3', () => s3Kind()],
  ...(hasMoto() ? ([['moto’s S3', motoKind]] as const) : []),
];

describe.each<readonly [string, () => Promise<Place>]>([['file', fileKind], ...LEASED])(
  'a store in %s',
  (_, make) => {
    test('refuses a second owner, and names the first', async () => {
      const place = await make();
      const first = await place.open('run');
      const second = await place.open('reset');
      await first.lock();
      const locked = { code: 'ERR_LOCKED', message: expect.stringContaining('kms-lab run (process ') };
      await expect(second.lock()).rejects.toMatchObject(locked);
      expect(await second.holder()).toMatch(/^kms-lab run \(process /);
      await first.release();
      expect(await second.holder()).toBeUndefined();
      expect((await second.lock()).tookOver).toBeUndefined();
      await second.release();
    });

    test('lets one owner in, however many try', async () => {
      const place = await make();
      const stores = await Promise.all(['a', 'b', 'c', 'd'].map((command) => place.open(command)));
      const taken = await Promise.allSettled(stores.map((store) => store.lock()));
      expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      for (const one of taken) {
        if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'ERR_LOCKED' });
      }
      await Promise.all(stores.map((store) => store.release()));
    });

    test('creates the baseline once, whichever is first', async () => {
      const place = await make();
      const [first, second] = [await place.open('run'), await place.open('run')];
      expect(await second.checkpoint('baseline')).toBeUndefined();
      await first.lock();
      await first.saveCheckpoint(checkpoint('baseline', 'first'));
      await first.release();
      await second.lock();
      expect(await second.checkpoint('baseline')).toEqual(checkpoint('baseline', 'first'));
      await second.release();
    });

    test('shows what one owner remembered to the next', async () => {
      const place = await make();
      const [first, second] = [await place.open('run'), await place.open('run')];
      await first.lock();
      for (const id of ['after-a', 'after-b']) await first.saveCheckpoint(checkpoint(id));
      await first.saveCheckpoint(checkpoint('after-b', 'b'));
      await first.savePosition('after-b');
      await first.intendPolicyVersion('arn:p', { document: { Statement: [] }, known: ['v1'] });
      await first.settlePolicyVersion('arn:p', ['v2', 'v3']);
      await first.forgetPolicyVersion('arn:p', 'v2');
      await first.recordProbe({ userName: 'userA', at: AT.toISOString() });
      await first.release();
      await second.lock();
      expect((await second.checkpoints()).map(({ id }) => id).sort()).toEqual(['after-a', 'after-b']);
      expect((await second.checkpoint('after-b'))?.facts.userName).toBe('b');
      expect(second.position()).toBe('after-b');
      expect([second.madePolicyVersion('arn:p', 'v2'), second.madePolicyVersion('arn:p', 'v3')]).toEqual([
        false,
        true,
      ]);
      expect(second.intendedPolicyVersion('arn:p')).toBeUndefined();
      expect(second.probe()).toMatchObject({ userName: 'userA' });
      await second.forgetProbe();
      expect(second.probe()).toBeUndefined();
      await second.release();
    });

    test('knows a write that was begun, from before it is sent until it is done', async () => {
      const place = await make();
      const first = await place.open('reset');
      await first.lock();
      for (const event of [STARTED, SET_OUT, BEGUN]) first.journal(event, AT);
      await first.persist();
      // The first one is still at work: another machine sees how far it got.
      const seen = await (await place.open('status')).unfinished();
      expect(seen).toMatchObject([
        { ended: 'killed', work: { does: 'reset' }, writes: [{ progress: 'begun' }] },
      ]);
      first.journal({ type: 'change-applied', change: CHANGE }, AT);
      first.journal(ENDED, AT);
      await first.release();
      expect(await (await place.open('status')).unfinished()).toEqual([]);
    });

    test('knows the steps that failed in the last command that worked on one', async () => {
      const place = await make();
      const first = await place.open('run');
      await first.lock();
      for (const event of [STARTED, SET_OUT]) first.journal(event, AT);
      first.journal({ type: 'step-settled', step: 'one', status: 'failed' }, AT);
      await first.release();
      expect(await (await place.open('status')).failedSteps()).toEqual(['one']);
    });

    test('keeps what setup made, and forgets checkpoints of what is gone', async () => {
      const place = await make();
      const first = await place.open('setup');
      await first.lock();
      await first.saveCheckpoint(checkpoint('baseline'));
      await first.savePosition('baseline');
      await first.workshop.append({ did: 'begin', part: 'key', token: 't' }, AT);
      await first.workshop.append({ did: 'make', part: 'key', id: 'k' }, AT);
      await first.workshop.append({ did: 'begin', part: 'role', token: 'u' }, AT);
      await first.workshop.forgetCheckpoints();
      await first.release();
      const second = await place.open('teardown');
      const said = (await second.workshop.lines()).map(({ did, part }) => `${did} ${part}`);
      expect(said.slice(-2)).toEqual(['make key', 'begin role']);
      expect(await second.checkpoint('baseline')).toBeUndefined();
      expect(second.position()).toBeUndefined();
    });

    test('keeps given hints while another command holds the account', async () => {
      const place = await make();
      const [first, second] = [await place.open('run'), await place.open('hint')];
      await first.lock();
      await second.saveHint('step', { id: 'h', says: 's', grade: 2 });
      await first.saveHint('other', { id: 'i', says: 's', grade: 1 });
      expect(await first.lastHint('step')).toMatchObject({ grade: 2 });
      await first.forgetHint('step');
      expect(await second.lastHint('step')).toBeUndefined();
      expect(await second.lastHint('other')).toMatchObject({ id: 'i' });
      await first.release();
    });

    test('keeps a named checkpoint of a command that does not hold the account', async () => {
      const place = await make();
      const store = await place.open('checkpoint');
      await store.saveCheckpoint(checkpoint('mine'));
      expect(await (await place.open('status')).checkpoint('mine')).toEqual(checkpoint('mine'));
    });
  },
);

describe.each(LEASED)('a lease in %s', (_, make) => {
  const fenceIn = async ({ objects }: Leased): Promise<number> =>
    JSON.parse((await objects.get('head.json'))!.body).fence as number;

  test('has an heir when it has run out, with the next fence', async () => {
    const place = await make();
    await (await place.open('run')).lock();
    const fence = await fenceIn(place);
    const heir = await place.open('reset');
    place.passes(LEASE);
    await expect(heir.lock()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    place.passes(10_000);
    expect((await heir.lock()).tookOver).toMatch(/^kms-lab run /);
    expect(await fenceIn(place)).toBe(fence + 1);
    await heir.release();
  });

  test('that was lost refuses each write of its owner, and names the heir', async () => {
    const place = await make();
    const owner = await place.open('run');
    await owner.lock();
    await owner.savePosition('a');
    place.passes(LEASE + 10_000);
    const heir = await place.open('reset');
    await heir.lock();
    await heir.savePosition('b');
    const lost = { code: 'ERR_LOCKED', message: expect.stringContaining('kms-lab reset') };
    await expect(owner.requireHeld()).rejects.toMatchObject(lost);
    await owner.savePosition('c');
    await expect(owner.recordProbe({ userName: 'u', at: 'now' })).rejects.toMatchObject(lost);
    await owner.saveCheckpoint(checkpoint('baseline'));
    await expect(owner.persist()).rejects.toMatchObject(lost);
    await owner.release();
    await expect(heir.requireHeld(35_000)).resolves.toBe(2);
    await heir.release();
    const after = await place.open('status');
    expect([after.position(), after.probe()]).toEqual(['b', undefined]);
    expect(await after.checkpoint('baseline')).toBeUndefined();
  });

  test('keeps a checkpoint, once it is persisted, for whoever comes after a kill', async () => {
    const place = await make();
    const owner = await place.open('run');
    await owner.lock();
    owner.expectCheckpoint(checkpoint('baseline'));
    owner.expectCheckpoint(checkpoint('never-saved'));
    await owner.saveCheckpoint(checkpoint('baseline'));
    expect(await owner.checkpoint('baseline')).toEqual(checkpoint('baseline'));
    await owner.persist();
    const ids = async () => (await (await place.open('status')).checkpoints()).map(({ id }) => id);
    expect(await ids()).toEqual(['baseline']);
    await owner.saveCheckpoint(checkpoint('later'));
    await owner.workshop.forgetCheckpoints();
    await owner.release();
    expect(await ids()).toEqual([]);
  });

  test('is renewed before a write that could outlast it', async () => {
    const place = await make();
    const owner = await place.open('run');
    await owner.lock();
    place.passes(LEASE - 20_000);
    await owner.requireHeld(35_000);
    place.passes(LEASE - 20_000);
    await expect((await place.open('reset')).lock()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    await expect(owner.requireHeld(LEASE)).rejects.toMatchObject({ code: 'ERR_LOCKED' });
    await owner.release();
  });

  test('keeps its fence over a release', async () => {
    const place = await make();
    const fences: number[] = [];
    for (const command of ['a', 'b', 'c']) {
      const store = await place.open(command);
      await store.lock();
      fences.push(await fenceIn(place));
      await store.release();
    }
    const [first = 0, second = 0, third = 0] = fences;
    expect([second > first, third > second]).toEqual([true, true]);
  });

  test('without its head is damage, if anything was kept', async () => {
    const place = await make();
    const store = await place.open('run');
    await store.saveCheckpoint(checkpoint('baseline'));
    const gone: Objects = {
      ...place.objects,
      get: async (name) => (name === 'head.json' ? undefined : place.objects.get(name)),
    };
    const opening = openObjectsStore({
      ...{ directory: freshDirectory(), target: 'sandbox', accountId, region, command: 'run' },
      objects: gone,
    });
    await expect(opening).rejects.toMatchObject({ code: 'ERR_STATE_DAMAGED' });
  });
});

describe('the S3 of a lease', () => {
  test('may lose answers, throttle and report conflicts: an owner knows its own writes', async () => {
    const place = await s3Kind('reset=10%,conflict=20%,seed=7');
    for (const command of ['a', 'b']) {
      const store = await place.open(command);
      await store.lock();
      for (let at = 0; at < 12; at++) {
        await store.savePosition(`${command}${at}`);
        await store.saveCheckpoint(checkpoint(`after-${at}`, command));
      }
      await store.release();
    }
    expect((await place.open('status')).position()).toBe('b11');
  });

  test.each([
    ['If-None-Match', { create: async () => '"x"' }],
    ['If-Match', { replace: async () => '"x"' }],
  ])('is refused if it ignores %s, before anything else is written', async (header, ignoring) => {
    const objects = { ...memoryObjects(), ...ignoring };
    const store = await openObjectsStore({
      ...{ directory: freshDirectory(), target: 'sandbox', accountId, region, command: 'run' },
      objects,
    });
    const refused = { code: 'ERR_ENDPOINT', message: expect.stringContaining(header) };
    await expect(store.lock()).rejects.toMatchObject(refused);
    expect([...objects.bodies.keys()].filter((name) => name !== 'conditional-writes.json')).toEqual([]);
  });

  test('names no checkpoint that could not be stored, and says so before the next write', async () => {
    const objects = memoryObjects();
    const refusing = {
      ...objects,
      create: async (name: string, body: string) => {
        if (name.startsWith('checkpoints/after')) throw new Error('denied');
        return objects.create(name, body);
      },
    };
    const store = await leased(refusing).open('run');
    await store.lock();
    await store.saveCheckpoint(checkpoint('baseline'));
    await store.saveCheckpoint(checkpoint('after-one'));
    await expect(store.persist()).rejects.toThrow('denied');
    await store.saveCheckpoint(checkpoint('after-two'));
    await expect(store.release()).rejects.toThrow('denied');
    const later = await leased(objects).open('status');
    expect((await later.checkpoints()).map(({ id }) => id)).toEqual(['baseline']);
    expect(await later.holder()).toBeUndefined();
  });

  test('a journal goes up whole, again and again during a walk', async () => {
    const place = await s3Kind();
    const store = await place.open('step');
    for (const text of ['one', 'two']) {
      store.journal({ type: 'note', text }, AT);
      await store.publish();
    }
    await store.publish();
    const [name, ...more] = await place.objects.list('journals/');
    expect(more).toEqual([]);
    expect((await place.objects.get(name!))?.body.split('\n')).toHaveLength(3);
  });
});
