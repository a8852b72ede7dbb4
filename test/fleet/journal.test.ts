import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openJournalFile, readJournalFile } from '../../src/fleet/journal.ts';
import { freshDirectory } from '../sandbox/served.ts';
import { AT, begunWith } from './fake-fleet.ts';

const YES = { type: 'answered', agreed: true } as const;
const fileIn = (folder: string): string => join(folder, 'events.ndjson');

async function written(): Promise<string> {
  const folder = freshDirectory();
  const journal = await openJournalFile(folder);
  await journal.append([begunWith(2), YES], AT);
  await journal.append([{ type: 'interrupted' }], AT);
  await journal.close();
  return folder;
}

describe('the journal of a fleet in a folder', () => {
  test('is read as it was written', async () => {
    const entries = await readJournalFile(await written());
    expect(entries.map(({ number, at, event }) => [number, at, event.type])).toEqual([
      [1, AT.toISOString(), 'begun'],
      [2, AT.toISOString(), 'answered'],
      [3, AT.toISOString(), 'interrupted'],
    ]);
    expect(entries[0]?.event).toEqual(begunWith(2));
  });

  test('is empty where there is none', async () => {
    expect(await readJournalFile(freshDirectory())).toEqual([]);
  });

  test('has one coordinator at a time, and says who it is', async () => {
    const folder = freshDirectory();
    const journal = await openJournalFile(folder);
    await expect(openJournalFile(folder)).rejects.toMatchObject({
      code: 'ERR_LOCKED',
      message: expect.stringMatching(
        new RegExp(`^The fleet is coordinated by kms-lab fleet \\(process ${process.pid} on `),
      ),
    });
    await journal.close();
    await (await openJournalFile(folder)).close();
  });

  test('goes on after a line that its process did not finish', async () => {
    const folder = await written();
    appendFileSync(fileIn(folder), '{"version":1,"number":4,"at":"2026-');
    const journal = await openJournalFile(folder);
    expect(await journal.read()).toHaveLength(3);
    await journal.append([YES], AT);
    await journal.close();
    expect((await readJournalFile(folder)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
  });

  test('numbers what it appends without having been read', async () => {
    const folder = await written();
    const journal = await openJournalFile(folder);
    await journal.append([YES], AT);
    await journal.close();
    expect((await readJournalFile(folder)).at(-1)).toMatchObject({ number: 4, event: YES });
  });

  test.each<[string, (lines: string[]) => void, string, string]>([
    ['a line is missing', (lines) => lines.splice(1, 1), 'ERR_STATE_DAMAGED', 'event 2 is missing'],
    [
      'an event is unknown',
      (lines) => lines.splice(1, 1, lines[1]!.replace('answered', 'sung')),
      'ERR_STATE_DAMAGED',
      'line 2 of ',
    ],
    [
      'a member is wrong',
      (lines) => lines.splice(1, 1, lines[1]!.replace('true', '1')),
      'ERR_STATE_DAMAGED',
      'event.agreed',
    ],
    [
      'it is of a newer version',
      (lines) => lines.splice(1, 1, lines[1]!.replace('"version":1', '"version":2')),
      'ERR_STATE_NEWER',
      'has format 2',
    ],
  ])('is refused if %s', async (_, change, code, message) => {
    const folder = await written();
    const lines = readFileSync(fileIn(folder), 'utf8').split('\n');
    change(lines);
    writeFileSync(fileIn(folder), lines.join('\n'));
    await expect(readJournalFile(folder)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test('that cannot be read, or written, says so', async () => {
    const folder = await written();
    const journal = await openJournalFile(folder);
    await journal.read();
    rmSync(fileIn(folder));
    mkdirSync(fileIn(folder));
    await expect(journal.append([YES], AT)).rejects.toMatchObject({ code: 'ERR_STATE_UNWRITABLE' });
    await expect(journal.read()).rejects.toMatchObject({ code: 'ERR_STATE_DAMAGED' });
    await journal.close();
  });
});
