import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openWorkshopRecord, workshopFileIn } from '../../src/engine/workshop-record.ts';
import { whatToDo } from '../what-to-do.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kms-lab-record-'));
});

const open = () => openWorkshopRecord(workshopFileIn(folder), () => new Date('2026-01-01T00:00:00Z'));
const file = () => join(folder, 'workshop.ndjson');

describe('a record', () => {
  test('is blank until something is begun', async () => {
    const record = await open();
    expect(record.isBlank).toBe(true);
    await record.begin('key');
    expect([record.isBlank, (await open()).isBlank]).toEqual([false, false]);
  });

  test('knows an attempt without an end, by the same token', async () => {
    const token = await (await open()).begin('key');
    const later = await open();
    expect(later.begun('key')).toBe(token);
    expect(await later.begin('key')).toBe(token);
    await later.made('key', 'id');
    const last = await open();
    expect([last.begun('key'), last.idOf('key')]).toEqual([undefined, 'id']);
    expect(await last.begin('key')).not.toBe(token);
  });

  test('forgets what failed, and what was removed', async () => {
    const record = await open();
    await record.failed('role', await record.begin('role'));
    await record.made('key', 'id');
    await record.removed('key', 'id');
    const later = await open();
    expect([later.begun('role'), later.idOf('key')]).toEqual([undefined, undefined]);
  });

  test('survives a process that died in the middle of a line', async () => {
    const record = await open();
    await record.made('role', 'r');
    appendFileSync(file(), '{"at":"2026-01-01T00:00:00Z","did":"ma');
    await (await open()).made('key', 'k');
    const later = await open();
    expect([later.idOf('role'), later.idOf('key')]).toEqual(['r', 'k']);
  });

  test('says its format in its first line, which may follow an empty one', async () => {
    const record = await open();
    await record.made('role', 'r');
    await record.made('key', 'k');
    const versions = readFileSync(file(), 'utf8').trimEnd().split('\n');
    expect(versions.map((line) => JSON.parse(line).version)).toEqual([1, undefined]);
    writeFileSync(file(), `\n${readFileSync(file(), 'utf8')}`);
    expect((await open()).idOf('key')).toBe('k');
  });

  test.each([
    ['{"did":"dance","part":"key"}', 'ERR_STATE_DAMAGED'],
    ['[]', 'ERR_STATE_DAMAGED'],
    ['{"version":2,"did":"begin","part":"key","token":"t"}', 'ERR_STATE_NEWER'],
    ['\n{"version":2,"did":"dance"}', 'ERR_STATE_NEWER'],
  ])('that holds %s cannot be read', async (line, code) => {
    writeFileSync(file(), `${line}\n`);
    await expect(open()).rejects.toSatisfy((error) => error.code === code && whatToDo(error) !== '');
  });

  test('removes the checkpoints of resources that are gone, and keeps the journals', async () => {
    for (const name of ['checkpoints', 'journal']) mkdirSync(join(folder, name));
    for (const name of ['checkpoints/baseline.json', 'journal/run.ndjson', 'memory.json']) {
      writeFileSync(join(folder, name), '{}');
    }
    await (await open()).forgetCheckpoints();
    expect(() => readFileSync(join(folder, 'checkpoints/baseline.json'))).toThrow('ENOENT');
    expect(() => readFileSync(join(folder, 'memory.json'))).toThrow('ENOENT');
    expect(readFileSync(join(folder, 'journal/run.ndjson'), 'utf8')).toBe('{}');
  });
});
