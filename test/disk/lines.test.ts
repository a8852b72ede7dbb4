import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { appendLine, namesIn, parseLine, readLines, versionOf } from '../../src/disk/lines.ts';
import { readOnce } from '../../src/disk/read-once.ts';
import { writeFile } from '../../src/disk/write-file.ts';

const somewhere = () => mkdtempSync(join(tmpdir(), 'kms-lab-lines-'));
const MIB = 1024 * 1024;

describe('a file of lines', () => {
  test.each([true, false])(
    'is created for this user alone, with its format in its first line, synced: %s',
    (synced) => {
      const path = join(somewhere(), 'a', 'b', 'file.ndjson');
      for (const n of [1, 2]) appendLine(path, { n }, { version: 7, synced });
      expect(readFileSync(path, 'utf8')).toBe('{"version":7,"n":1}\n{"n":2}\n');
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    },
  );

  test('keeps an unfinished line separate', async () => {
    const path = join(somewhere(), 'file.ndjson');
    writeFileSync(path, '{"n":1}\n{"n":');
    appendLine(path, { n: 3 }, { version: 1, synced: true });
    const lines = await readLines(path);
    expect(lines.map(({ text }) => parseLine(text))).toEqual([{ n: 1 }, undefined, { n: 3 }]);
  });

  test('that is a folder, or below a file, is the system’s error', () => {
    const folder = somewhere();
    const append = (path: string) => () => appendLine(path, {}, { version: 1, synced: false });
    expect(append(folder)).toThrow('EISDIR');
    writeFileSync(join(folder, 'file'), '');
    expect(append(join(folder, 'file', 'below'))).toThrow('ENOTDIR');
  });
});

describe('lines', () => {
  const CASES: readonly [string, string | Buffer, readonly object[]][] = [
    ['nothing', '', []],
    ['one', 'a\n', [{ number: 1, text: 'a' }]],
    [
      'two with an empty one between',
      'a\n\nb\n',
      [
        { number: 1, text: 'a' },
        { number: 3, text: 'b' },
      ],
    ],
    [
      'one that was cut off',
      'a\nb',
      [
        { number: 1, text: 'a' },
        { number: 2, text: 'b', flaw: 'it is cut off' },
      ],
    ],
    ['one of exactly the limit', `${'x'.repeat(16)}\n`, [{ number: 1, text: 'x'.repeat(16) }]],
    [
      'one above the limit between others',
      `a\n${'x'.repeat(17)}\nb\n`,
      [
        { number: 1, text: 'a' },
        { number: 2, text: '', flaw: expect.stringMatching(/longer/) },
        { number: 3, text: 'b' },
      ],
    ],
    [
      'one above the limit, cut off',
      'x'.repeat(40),
      [{ number: 1, text: '', flaw: expect.stringMatching(/longer/) }],
    ],
  ];

  test.each(CASES)('%s', async (_, content, lines) => {
    const path = join(somewhere(), 'file');
    writeFileSync(path, content);
    expect(await readLines(path, { line: 16, file: MIB })).toEqual(lines);
  });

  test('are complete even if a chunk ends within a line or a character', async () => {
    const path = join(somewhere(), 'file');
    const written = Array.from({ length: 40 }, (_, index) => `${index}${'é€😀'.repeat(1000)}`);
    writeFileSync(path, `${written.join('\n')}\n`);
    expect((await readLines(path)).map(({ text }) => text)).toEqual(written);
  });

  test('of a missing file: there are none', async () => {
    expect(await readLines(join(somewhere(), 'none'))).toEqual([]);
  });

  test('of a file that is too large are not read', async () => {
    const path = join(somewhere(), 'file');
    writeFileSync(path, '');
    truncateSync(path, 256 * MIB + 1);
    await expect(readLines(path)).rejects.toThrow('it is larger than 256 MiB');
  });

  test.runIf(existsSync('/dev/zero'))('of an endless device are not read forever', async () => {
    await expect(readLines('/dev/zero', { line: MIB, file: MIB })).rejects.toThrow('it is larger than 1 MiB');
  });

  test('of a folder are the system’s error', async () => {
    await expect(readLines(somewhere())).rejects.toMatchObject({ code: 'EISDIR' });
  });

  test.each([
    ['{"version":3}\n{"version":4}\n', 3],
    ['\n{"version":3}\n', 3],
    ['{"version":"3"}\n', undefined],
    ['null\n', undefined],
    ['{"vers', undefined],
    ['', undefined],
  ])('of %j have format %s', async (content, version) => {
    const path = join(somewhere(), 'file');
    writeFileSync(path, content);
    expect(versionOf(await readLines(path))).toBe(version);
  });
});

test('the names in a folder are those of its files, or of its folders', async () => {
  const folder = somewhere();
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'file'), '');
  expect([await namesIn(folder), await namesIn(folder, 'folders')]).toEqual([['file'], ['inner']]);
  expect(await namesIn(join(folder, 'none'))).toEqual([]);
  await expect(namesIn(join(folder, 'file'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

describe('a file that is read once', () => {
  const reading = () => {
    const reads: string[] = [];
    const read = readOnce(async (path) => {
      reads.push(path);
      return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    });
    return { read, reads };
  };

  test.each<[string, (path: string) => unknown, string]>([
    ['it grows', (path) => appendFileSync(path, 'more'), 'onemore'],
    ['another takes its place', (path) => writeFile(path, 'two', { synced: false }), 'two'],
    ['it is written over', (path) => writeFileSync(path, 'two'), 'two'],
  ])('is read again if %s', async (_, change, content) => {
    const path = join(somewhere(), 'file');
    const { read, reads } = reading();
    expect(await read(path)).toBeUndefined();
    writeFileSync(path, 'one');
    // A file system may count time in steps of some milliseconds.
    utimesSync(path, 1, 1);
    expect(await Promise.all([read(path), read(path)])).toEqual(['one', 'one']);
    expect(reads).toHaveLength(2);
    await change(path);
    expect([await read(path), await read(path)]).toEqual([content, content]);
    expect(reads).toHaveLength(3);
  });

  test('is read again if it could not be read', async () => {
    const path = join(somewhere(), 'file');
    const answers = ['busy', undefined];
    const read = readOnce(async () => {
      const error = answers.shift();
      if (error) throw new Error(error);
      return 'read';
    });
    await expect(read(path)).rejects.toThrow('busy');
    expect(await read(path)).toBe('read');
  });
});
