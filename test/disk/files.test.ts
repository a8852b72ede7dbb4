import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeDirectory } from '../../src/disk/make-directory.ts';
import { writeFile } from '../../src/disk/write-file.ts';

const somewhere = () => mkdtempSync(join(tmpdir(), 'kms-lab-disk-'));

describe('a directory', () => {
  test('is created with its parents, for this user alone, and may already exist', async () => {
    const path = join(somewhere(), 'a', 'b', 'c');
    await makeDirectory(path);
    await makeDirectory(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test('is created once by many at a time', async () => {
    const path = join(somewhere(), 'a', 'b');
    await Promise.all(Array.from({ length: 8 }, () => makeDirectory(path)));
    expect(statSync(path).isDirectory()).toBe(true);
  });

  test('below a file is an error', async () => {
    const file = join(somewhere(), 'file');
    writeFileSync(file, '');
    await expect(makeDirectory(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  test.runIf(existsSync('/proc/self'))(
    'where none can be created is an error, and does not wait forever',
    async () => {
      await expect(makeDirectory('/proc/kms-lab/below')).rejects.toMatchObject({ code: 'ENOENT' });
    },
  );
});

describe('a file', () => {
  test.each([true, false])(
    'is written completely, in a directory that it creates, synced: %s',
    async (synced) => {
      const directory = join(somewhere(), 'new');
      await writeFile(join(directory, 'file'), 'one', { synced });
      await writeFile(join(directory, 'file'), 'two', { synced });
      expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('two');
      expect(readdirSync(directory)).toEqual(['file']);
      expect(statSync(join(directory, 'file')).mode & 0o777).toBe(0o600);
    },
  );
});

test.each([
  ['below a file', (path: string) => join(path, 'below.json'), 'ENOTDIR'],
  ['over a directory', (path: string) => join(path, '..'), 'EISDIR'],
])('an error %s names the file, and not the temporary one beside it', async (_where, of, code) => {
  const file = join(somewhere(), 'file');
  writeFileSync(file, '');
  const path = of(file);
  const error = await writeFile(path, 'text', { synced: true }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, path });
  expect((error as Error).message).not.toMatch(/\.\d{6,}/);
  expect((error as Error).message).toContain(path);
});
