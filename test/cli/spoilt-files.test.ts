import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { settingsOf } from '../../src/cli/settings.ts';
import { ERRORS, LabError } from '../../src/contract/errors.ts';
import { openStore } from '../../src/engine/file-store.ts';
import { planText, readPlan } from '../../src/engine/plan-file.ts';
import { replayFleet } from '../../src/fleet/drive.ts';
import { readSeats, saveSeats } from '../../src/fleet/fleet-folder.ts';
import { entriesOf, readJournalFile } from '../../src/fleet/journal.ts';
import { addToQuarantine, readQuarantine } from '../../src/fleet/quarantine.ts';
import { readSeatRecords, saveSeatRecord } from '../../src/fleet/seat-record.ts';
import { seed } from '../../src/sandbox/seed.ts';
import { readWorld, WorldFileError } from '../../src/sandbox/world-file.ts';
import { FACTS, START } from '../engine/fake-account.ts';
import { AGREED, begunWith, endedAs, plannedAs, recordOf } from '../fleet/rooms.ts';
import { dice, SPOILS } from './spoilt.ts';

/**
 * Files that were spoiled in every way, through the readers that all commands share. `KMS_LAB_SPOILT=2000` tries as
 * many as the documentation says; by default, a share of them.
 */
const COUNT = Number(process.env.KMS_LAB_SPOILT ?? 300);

const folder = mkdtempSync(join(tmpdir(), 'kms-lab-spoilt-'));
const cwd = join(folder, 'here');
const place = {
  directory: folder,
  target: 'sandbox',
  accountId: FACTS.accountId,
  region: FACTS.region,
  command: 'run',
} as const;
const account = join(folder, 'sandbox', FACTS.accountId, FACTS.region);
const SEAT = '222200000002';
const fleet = join(folder, 'fleets', '20260101-000000-000aaa');
mkdirSync(join(account, 'checkpoints'), { recursive: true });
mkdirSync(cwd);
mkdirSync(fleet, { recursive: true });

const plan = {
  ...{
    version: 1,
    madeAt: '2026-01-01T00:00:00.000Z',
    target: 'sandbox',
    facts: FACTS,
    variant: 'corrected',
  },
  ...{ range: {}, seen: START, steps: [] },
} as const;
const checkpoint = {
  ...{ version: 1, id: 'mine', kind: 'named', takenAt: '2026-01-01T00:00:00.000Z', facts: FACTS },
  ...{ variant: 'corrected', documents: START },
} as const;
const ENTRIES = entriesOf(
  [
    begunWith([{ account: SEAT, name: 'Ada' }]),
    plannedAs(SEAT, 'a'),
    AGREED,
    { type: 'started', account: SEAT, attempt: 1, worker: 'w1' },
    endedAs(SEAT),
  ],
  new Date(0),
  0,
);
const memory = { version: 1, position: 'baseline', policyVersions: { 'arn:p': ['v2'] } };

/** Each kind of file: where it is, what is in it, and what reads it. */
const KINDS: readonly (readonly [
  string,
  string,
  () => Promise<string>,
  (path: string) => Promise<unknown>,
])[] = [
  ['a plan', join(folder, 'plan.json'), async () => planText(plan as never), readPlan],
  [
    'a checkpoint',
    join(account, 'checkpoints', 'mine.json'),
    async () => {
      await (await openStore(place)).saveCheckpoint(checkpoint as never);
      return readFileSync(join(account, 'checkpoints', 'mine.json'), 'utf8');
    },
    async () => (await openStore(place)).checkpoint('mine'),
  ],
  [
    'the memory',
    join(account, 'memory.json'),
    async () => JSON.stringify(memory, null, 2),
    () => openStore(place),
  ],
  ['a world', join(folder, 'world.json'), async () => JSON.stringify(seed(new Date(0))), readWorld],
  [
    'a configuration',
    join(cwd, 'kms-lab.config.json'),
    async () =>
      JSON.stringify({ alias: 'alias/a', blocklist: ['k-1'], region: 'us-east-1', userName: 'u' }, null, 2),
    () => settingsOf({}, { env: { KMS_LAB_STATE_DIR: folder }, cwd: () => cwd }),
  ],
  [
    'the journal of a fleet',
    join(fleet, 'events.ndjson'),
    async () => `${ENTRIES.map((entry) => JSON.stringify(entry)).join('\n')}\n`,
    async () => replayFleet(await readJournalFile(fleet)),
  ],
  [
    'the seats of a fleet',
    join(fleet, 'roster.json'),
    async () => {
      await saveSeats(fleet, [{ account: SEAT, name: 'Ada', region: 'us-east-1' }]);
      return readFileSync(join(fleet, 'roster.json'), 'utf8');
    },
    () => readSeats(fleet),
  ],
  [
    'how an account of a fleet fared',
    join(fleet, 'accounts', `${SEAT}.json`),
    async () => {
      await saveSeatRecord(fleet, recordOf(SEAT));
      return readFileSync(join(fleet, 'accounts', `${SEAT}.json`), 'utf8');
    },
    () => readSeatRecords(fleet),
  ],
  [
    'the quarantine',
    join(folder, 'fleets', 'quarantine.json'),
    async () => {
      const entry = { since: '2026-01-01T00:00:00.000Z', fleet: 'f', cause: 'ERR_AWS', detail: 'Why.' };
      await addToQuarantine(join(folder, 'fleets'), { [SEAT]: entry });
      return readFileSync(join(folder, 'fleets', 'quarantine.json'), 'utf8');
    },
    () => readQuarantine(join(folder, 'fleets')),
  ],
];

/** An error for a person, with an exit code of the table; not one that a bug throws. */
const isTold = (error: unknown): boolean =>
  error instanceof WorldFileError ||
  (error instanceof LabError && error.code in ERRORS && error.code !== 'ERR_INTERNAL');

test.each(KINDS)(
  '%s: every spoilt file is read, or refused with an error for a person',
  async (_, path, whole, read) => {
    const bytes = Buffer.from(await whole());
    const roll = dice(bytes.length);
    let refused = 0;
    for (let count = 0; count < COUNT / KINDS.length; count++) {
      const spoilt = SPOILS[count % SPOILS.length]!(bytes, roll);
      writeFileSync(path, spoilt);
      const error = await read(path).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error !== undefined) refused++;
      if (error !== undefined && !isTold(error)) throw new Error(`${count}: ${spoilt}`, { cause: error });
      expect(readFileSync(path).equals(spoilt)).toBe(true);
    }
    expect(refused).toBeGreaterThan(COUNT / KINDS.length / 3);
    rmSync(path);
  },
);

test('a plan that was spoilt is never carried out, even if only one byte differs', async () => {
  const path = join(folder, 'byte.json');
  const bytes = Buffer.from(planText(plan as never));
  for (let index = 0; index < bytes.length; index += 23) {
    const spoilt = Buffer.from(bytes);
    spoilt[index] = bytes[index]! ^ 1;
    writeFileSync(path, spoilt);
    await expect(readPlan(path), String(index)).rejects.toBeInstanceOf(LabError);
  }
});
