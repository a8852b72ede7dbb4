import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MIB, readFile, readWithin, UnfitFile } from '../../src/disk/read-file.ts';

const somewhere = () => join(mkdtempSync(join(tmpdir(), 'kms-lab-disk-')), 'file');
const holding = (size: number) => {
  const path = somewhere();
  writeFileSync(path, 'x'.repeat(Math.min(size, 16)));
  truncateSync(path, size);
  return path;
};

describe('a file', () => {
  test.each([0, 15, 16])('of %i bytes is read up to a limit of 16', async (size) => {
    expect((await readFile(holding(size), 16)).toString()).toBe('x'.repeat(size));
  });

  test.each([
    [17, 16, '0.015625 KiB'],
    [64 * MIB + 1, undefined, '64 MiB'],
    [1000 * 1024 * MIB, undefined, '64 MiB'],
  ])('of %i bytes is not read', async (size, limit, words) => {
    await expect(readFile(holding(size), limit)).rejects.toThrow(new UnfitFile(`it is larger than ${words}`));
  });

  test('that does not exist is the system’s error', async () => {
    await expect(readFile(somewhere())).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('that is a folder is the system’s error', async () => {
    const path = somewhere();
    mkdirSync(path);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

describe.runIf(existsSync('/dev/zero'))('anything other than a file', () => {
  test('an endless device is read up to the limit', async () => {
    await expect(readFile('/dev/zero', MIB)).rejects.toThrow('it is larger than 1 MiB');
  });

  test('the empty device is empty', async () => {
    expect(await readFile('/dev/null')).toHaveLength(0);
  });

  test('a pipe without a writer is not waited for', async () => {
    const path = somewhere();
    execFileSync('mkfifo', [path]);
    await expect(readFile(path)).rejects.toThrow('it is a pipe, not a file');
  });
});

test('an endless answer is read only up to the limit', async () => {
  let given = 0;
  async function* answer() {
    for (;;) {
      given += 4;
      yield Buffer.from('abcd');
    }
  }
  await expect(readWithin(answer(), 10)).rejects.toThrow(UnfitFile);
  expect(given).toBe(12);
});
