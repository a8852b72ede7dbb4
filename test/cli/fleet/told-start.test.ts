import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Conducted, conductFleet } from '../../../src/cli/fleet/conduct.ts';
import type { FleetScreen } from '../../../src/cli/fleet/fleet-screen.ts';
import type { FleetJournal } from '../../../src/fleet/journal.ts';
import { begunWith, memoryJournal } from '../../fleet/fake-fleet.ts';
import { fakeStreams } from '../streams.ts';

const stateDir = mkdtempSync(join(tmpdir(), 'kms-lab-told-'));
afterAll(() => rmSync(stateDir, { recursive: true, force: true }));

/** What is told of a room of two, in which every account is refused. */
async function toldBy(journal: FleetJournal): Promise<readonly string[]> {
  const told: string[] = [];
  const screen: FleetScreen = {
    notify: (event) => told.push(event.type === 'note' ? event.text : event.type),
    show: () => {},
    pause: (ask) => ask(),
    end: () => told.push('end'),
    close: () => {},
  };
  const first = begunWith(2);
  const conducted = {
    ...{ first, fleet: first.fleet, journal, screen, concurrency: 1, names: true, consent: 'given' },
    invocation: {
      ...{ command: 'fleet reset', words: ['fleet', 'reset'], given: {}, rest: [], typed: {} },
      ...{ options: { stateDir }, streams: fakeStreams(), signal: new AbortController().signal },
    },
    room: { roster: { seats: [], notes: ['Left out: one.'] } },
    verb: { name: 'reset', on: 'lab' },
  } as unknown as Conducted;
  await conductFleet(conducted).catch((error) => told.push((error as Error).message));
  return told;
}

test('a fleet is told of once it is saved, so that what was told can be resumed', async () => {
  const unsaved: FleetJournal = {
    ...memoryJournal(),
    append: () => Promise.reject(new Error('killed before it was saved')),
  };
  expect(await toldBy(unsaved)).toEqual(['killed before it was saved']);
  expect((await toldBy(memoryJournal([], 2))).slice(0, 2)).toEqual(['fleet-started', 'Left out: one.']);
});
