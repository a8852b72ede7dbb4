import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/contract/checkpoint.ts';
import type { LabEvent } from '../../src/contract/event.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { SAMPLES } from './event-samples.ts';
import { FACTS, START } from './fake-account.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kms-lab-store-'));
});

const open = (command = 'run') =>
  openStore({ directory, target: 'sandbox', accountId: FACTS.accountId, region: FACTS.region, command });
const folder = () => join(directory, 'sandbox', FACTS.accountId, FACTS.region);

const checkpoint = (id: string, takenAt = '2026-01-01T00:00:00.000Z'): Checkpoint => ({
  version: 1,
  id,
  kind: 'named',
  takenAt,
  facts: FACTS,
  variant: 'corrected',
  documents: START,
});

describe('a store', () => {
  test('writes nothing until there is something to keep', async () => {
    await open();
    expect(readdirSync(directory)).toEqual([]);
  });

  test('keeps checkpoints, the position and the ledger over a restart, readable by this user only', async () => {
    const store = await open();
    await store.saveCheckpoint(checkpoint('b', '2026-01-02T00:00:00.000Z'));
    await store.saveCheckpoint(checkpoint('a', '2026-01-03T00:00:00.000Z'));
    await store.savePosition('b');
    await store.settlePolicyVersion('arn:p', ['v2', 'v3']);
    await store.forgetPolicyVersion('arn:p', 'v2');

    await store.recordProbe({ userName: 'userA', at: '2026-01-01T00:00:00.000Z', accessKeyId: 'AKIA' });

    const again = await open();
    expect(again.probe()).toEqual({ userName: 'userA', at: '2026-01-01T00:00:00.000Z', accessKeyId: 'AKIA' });
    await again.forgetProbe();
    expect((await open()).probe()).toBeUndefined();
    expect((await again.checkpoints()).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await again.checkpoint('a')).toEqual(checkpoint('a', '2026-01-03T00:00:00.000Z'));
    expect(again.position()).toBe('b');
    expect(again.madePolicyVersion('arn:p', 'v2')).toBe(false);
    expect(again.madePolicyVersion('arn:p', 'v3')).toBe(true);
    for (const path of ['memory.json', 'checkpoints/a.json']) {
      expect(statSync(join(folder(), path)).mode & 0o077, path).toBe(0);
    }
  });

  test('journals one line for each event, in a file of its own', async () => {
    const store = await open();
    store.journal({ type: 'note', text: 'one' }, new Date(0));
    store.journal({ type: 'note', text: 'two' }, new Date(1));
    const [file, ...more] = readdirSync(join(folder(), 'journal'));
    expect(more).toEqual([]);
    const lines = readFileSync(join(folder(), 'journal', file!), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { version: 2, at: '1970-01-01T00:00:00.000Z', event: { type: 'note', text: 'one' } },
      { at: '1970-01-01T00:00:00.001Z', event: { type: 'note', text: 'two' } },
    ]);
  });

  test('has no checkpoint whose name is a path', async () => {
    writeFileSync(join(directory, 'secret.json'), JSON.stringify(checkpoint('secret')));
    expect(await (await open()).checkpoint('../../../../secret')).toBeUndefined();
  });
});

describe('what was read', () => {
  const WORK = { does: 'reset' } as const;
  const started: LabEvent = {
    type: 'run-started',
    command: 'reset',
    target: 'sandbox',
    facts: FACTS,
    variant: 'corrected',
    steps: [],
  };
  /** Another process starts to work on the account, and is killed. */
  const killed = async (second: number) => {
    const store = await open('reset');
    for (const event of [started, { type: 'set-out', work: WORK } as const]) {
      store.journal(event, new Date(second * 1000));
    }
    return store;
  };

  test('of a checkpoint is not read again, until one is saved', async () => {
    const store = await open();
    await store.saveCheckpoint(checkpoint('baseline'));
    const first = await store.checkpoint('baseline');
    expect(await store.checkpoint('baseline')).toBe(first);
    expect((await store.checkpoints())[0]).toBe(first);
    await store.saveCheckpoint({ ...checkpoint('baseline'), variant: 'published' });
    expect(await store.checkpoint('baseline')).toMatchObject({ variant: 'published' });
    await (await open()).saveCheckpoint({ ...checkpoint('baseline'), kind: 'baseline' });
    expect(await store.checkpoint('baseline')).toMatchObject({ kind: 'baseline' });
  });

  test('of a missing checkpoint is read once it exists', async () => {
    const store = await open();
    expect(await store.checkpoint('a')).toBeUndefined();
    await (await open()).saveCheckpoint(checkpoint('a'));
    expect(await store.checkpoint('a')).toMatchObject({ id: 'a' });
  });

  test('of journals is not read again if they have not grown', async () => {
    await killed(1);
    const store = await open();
    const [first] = await store.unfinished();
    expect(first).toMatchObject({ work: WORK, ended: 'killed' });
    await killed(2);
    const again = await store.unfinished();
    expect(again).toHaveLength(2);
    expect(again[1]?.work).toBe(first?.work);
  });

  test.each([
    ['comes to its end', 0, []],
    ['fails', 1, [{ ended: 'failed' }]],
  ] as const)('of journals is read again if another command %s', async (_, exitCode, left) => {
    const other = await killed(1);
    const store = await open();
    expect(await store.unfinished()).toMatchObject([{ ended: 'killed' }]);
    other.journal({ type: 'summary', ...SAMPLES.summary[0]!, exitCode }, new Date(1000));
    expect(await store.unfinished()).toMatchObject(left);
  });

  test('of journals goes back to the last command that finished, and no further', async () => {
    const done = await killed(1);
    const unreadable = '1970-01-01T00-00-00-000Z-1a2b3c4d-run.ndjson';
    symlinkSync('..', join(folder(), 'journal', unreadable));
    await expect((await open()).unfinished()).rejects.toMatchObject({ code: 'ERR_STATE_DAMAGED' });
    done.journal({ type: 'summary', ...SAMPLES.summary[0]!, exitCode: 0 }, new Date(1000));
    await killed(2);
    expect(await (await open()).unfinished()).toHaveLength(1);
  });

  test.each([
    ['failed', ['strip-decrypt']],
    ['applied', []],
  ] as const)('of journals includes the steps that failed last: one that %s', async (status, failed) => {
    const store = await open();
    expect(await store.failedSteps()).toEqual([]);
    const settled = { type: 'step-settled', step: 'strip-decrypt', status } as const;
    store.journal(settled, new Date(1000));
    expect(await store.failedSteps()).toEqual(failed);
    // A command that started new work has superseded it; one that only looked has not.
    (await open('verify')).journal(started, new Date(2000));
    expect(await store.failedSteps()).toEqual(failed);
    await killed(3);
    expect(await store.failedSteps()).toEqual([]);
  });

  test('of a reset that could not restore everything differs from one that failed', async () => {
    const other = await killed(1);
    const change = { type: 'change-begun', change: SAMPLES['change-begun'][0]!.change } as const;
    other.journal(change, new Date(1000));
    const error = { code: 'ERR_NOT_RESTORED', message: 'The instance is gone.' } as const;
    other.journal({ type: 'summary', ...SAMPLES.summary[0]!, exitCode: 1, error }, new Date(1000));
    expect(await (await open()).unfinished()).toMatchObject([{ ended: 'partly' }]);
  });

  test('of the memory is read again when the lock is taken', async () => {
    const store = await open();
    await (await open()).savePosition('after-strip');
    expect(store.position()).toBeUndefined();
    await (await store.lock()).release();
    expect(store.position()).toBe('after-strip');
  });
});

/** A checkpoint as another program may write it. */
type Editable = Readonly<Record<'documents' | 'facts', Record<string, object>>>;

describe('a state file', () => {
  const put = (name: string, content: string) => {
    mkdirSync(join(folder(), 'checkpoints'), { recursive: true });
    writeFileSync(join(folder(), name), content);
  };

  test.each<[string, string, string, RegExp]>([
    ['that is cut off', '{"version":1,', 'ERR_STATE_DAMAGED', /cannot be read/],
    ['that is empty', '', 'ERR_STATE_DAMAGED', /cannot be read/],
    ['that is something else', '[]', 'ERR_STATE_DAMAGED', /cannot be read/],
    [
      'with a member of another type',
      '{"version":1,"policyVersions":7}',
      'ERR_STATE_DAMAGED',
      /policyVersions/,
    ],
    ['of a newer version', '{"version":2}', 'ERR_STATE_NEWER', /format 2/],
  ])('%s is refused by name', async (_, content, code, message) => {
    put('memory.json', content);
    await expect(open()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    await expect(open()).rejects.toMatchObject({ message: expect.stringContaining('memory.json') });
  });

  test('of a checkpoint, damaged, is refused when it is asked for', async () => {
    put('checkpoints/baseline.json', JSON.stringify({ ...checkpoint('baseline'), facts: {} }));
    const store = await open();
    await expect(store.checkpoint('baseline')).rejects.toMatchObject({ code: 'ERR_STATE_DAMAGED' });
  });

  describe('of a checkpoint has a digest', () => {
    const path = () => join(folder(), 'checkpoints', 'a.json');
    const edit = async (change: (text: string) => string) => {
      const store = await open();
      await store.saveCheckpoint(checkpoint('a'));
      writeFileSync(path(), change(readFileSync(path(), 'utf8')));
      return (await open()).checkpoint('a');
    };

    test.each<[string, (text: string) => string, Checkpoint['unverified']]>([
      ['is as it was saved', (text) => text, undefined],
      ['has another layout', (text) => JSON.stringify(JSON.parse(text)), undefined],
      ['has another document', (text) => text.replaceAll('kms:*', '*'), 'changed'],
      ['has another time', (text) => text.replaceAll('2026', '2025'), 'changed'],
      ['has another digest', (text) => text.replace(/sha256:./, 'sha256:x'), 'changed'],
      [
        'has no digest',
        (text) => JSON.stringify({ ...JSON.parse(text), digest: undefined }),
        'without digest',
      ],
      ['says that it is verified', (text) => text.replace('"id"', '"unverified": false, "id"'), 'changed'],
    ])('which tells if it %s', async (_, change, unverified) => {
      const read = await edit(change);
      expect(read?.unverified).toBe(unverified);
      if (unverified)
        await expect(open().then((store) => store.saveCheckpoint(read!))).rejects.toMatchObject({
          code: 'ERR_UNVERIFIED',
        });
    });
  });

  test.each<[string, (one: Editable) => void, RegExp]>([
    [
      'a key',
      (one) => Object.assign(one.documents, { alias: { keyId: "k'; reboot; '" } }),
      /documents\.alias/,
    ],
    [
      'a web app’s key',
      (one) => Object.assign(one.documents, { 'web-app': { keyId: '$(reboot)', port: 80 } }),
      /documents\.web-app\.keyId/,
    ],
    [
      'a port',
      (one) => Object.assign(one.documents, { 'web-app': { keyId: 'k', port: '80; reboot' } }),
      /documents\.web-app\.port/,
    ],
    [
      'a port of no machine',
      (one) => Object.assign(one.documents, { 'web-app': { keyId: 'k', port: 65_536 } }),
      /documents\.web-app\.port/,
    ],
    ['a resource', (one) => Object.assign(one.documents, { bucket: {} }), /documents\.bucket/],
    ['a policy', (one) => Object.assign(one.documents, { 'key-policy': [] }), /documents\.key-policy/],
    ['an account', (one) => Object.assign(one.facts, { accountId: '$(id)' }), /facts\.accountId/],
    ['a Region', (one) => Object.assign(one.facts, { region: 'us-east-1;id' }), /facts\.region/],
    ['a bucket', (one) => Object.assign(one.facts, { bucket: '`id`' }), /facts\.bucket/],
    ['a user', (one) => Object.assign(one.facts, { userName: 'a\u001b[2J' }), /facts\.userName/],
    ['an object', (one) => Object.assign(one.facts, { sampleObject: 'a\nb' }), /facts\.sampleObject/],
    ['a role', (one) => Object.assign(one.facts.role!, { name: 'a b' }), /facts\.role\.name/],
    ['a key’s id', (one) => Object.assign(one.facts.key!, { id: 'a b' }), /facts\.key\.id/],
    ['an instance', (one) => Object.assign(one.facts.instance!, { id: 'i-1 && id' }), /facts\.instance\.id/],
    ['a time', (one) => Object.assign(one, { takenAt: 'now' }), /takenAt/],
  ])('of a checkpoint is held against what AWS allows: %s', async (_, spoil, says) => {
    const one = structuredClone(checkpoint('a')) as unknown as Editable;
    spoil(one);
    put('checkpoints/a.json', JSON.stringify(one));
    await expect((await open()).checkpoint('a')).rejects.toMatchObject({
      code: 'ERR_STATE_DAMAGED',
      message: expect.stringMatching(says),
    });
  });

  test('that cannot be written is an error that names another way', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'checkpoints'), 'a file where a folder should be');
    await expect((await open()).saveCheckpoint(checkpoint('a'))).rejects.toMatchObject({
      code: 'ERR_STATE_UNWRITABLE',
      hint: expect.stringContaining('--state-dir'),
    });
  });
});

describe('the lock', () => {
  test('is held by one, and the other learns by whom', async () => {
    const { release } = await (await open('reset')).lock();
    await expect((await open()).lock()).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringMatching(
        new RegExp(`kms-lab reset \\(process ${process.pid} on ${hostname()}\\)`),
      ),
    });
    await release();
    await (await (await open()).lock()).release();
  });

  test.each([
    ['of a process that is gone', { host: hostname(), pid: 2 ** 22 - 1, since: '', command: 'run' }],
    ['that was never signed', undefined],
  ])('%s is taken over', async (_, holder) => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(join(folder(), 'lock'), holder ? JSON.stringify(holder) : '');
    await (await (await open()).lock()).release();
  });

  test('of another machine is not', async () => {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(
      join(folder(), 'lock'),
      JSON.stringify({ host: 'elsewhere', pid: 1, since: 'noon', command: 'run' }),
    );
    await expect((await open()).lock()).rejects.toMatchObject({ code: 'ERR_LOCKED' });
  });
});
