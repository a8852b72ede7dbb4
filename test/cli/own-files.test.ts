import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeOutput } from '../../src/cli/output-file.ts';
import { type } from './streams.ts';

const somewhere = () => mkdtempSync(join(tmpdir(), 'kms-lab-own-'));

describe('an output file', () => {
  test('is only for its owner, also if it was there before', async () => {
    const path = join(somewhere(), 'report.md');
    writeFileSync(path, 'old', { mode: 0o666 });
    await writeOutput(path, 'new');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', 0o600]);
  });

  test('replaces a link, and does not follow it', async () => {
    const folder = somewhere();
    writeFileSync(join(folder, 'precious'), 'precious');
    symlinkSync(join(folder, 'precious'), join(folder, 'report.md'));
    await writeOutput(join(folder, 'report.md'), 'new');
    expect(readFileSync(join(folder, 'precious'), 'utf8')).toBe('precious');
    expect(lstatSync(join(folder, 'report.md')).isSymbolicLink()).toBe(false);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  test.each([['a folder'], ['no folder']])(
    'that cannot be written is named, and leaves nothing: %s',
    async (what) => {
      const folder = somewhere();
      const path = what === 'a folder' ? folder : join(folder, 'no', 'report.md');
      await expect(writeOutput(path, 'new')).rejects.toMatchObject({
        code: 'ERR_OUTPUT',
        message: expect.stringMatching(new RegExp(`^${path} cannot be written: (?!.*report\\.md\\.)`)),
      });
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});

describe('a state directory', () => {
  test.each([
    [0o777, 5],
    [0o1777, 5],
    [0o757, 5],
    [0o700, 0],
    [0o755, 0],
  ])('of mode %o: exit code %i', async (mode, exit) => {
    const directory = somewhere();
    chmodSync(directory, mode);
    const { exitCode, stderr } = await type('state prune', { env: { KMS_LAB_STATE_DIR: directory } });
    expect(exitCode).toBe(exit);
    if (exit === 5)
      expect(stderr).toMatch(/ERR_STATE_SHARED: [\s\S]*written\s+by every user[\s\S]*chmod 700 \//);
  });

  test('that does not exist is made later', async () => {
    const env = { KMS_LAB_STATE_DIR: join(somewhere(), 'new') };
    expect((await type('state prune', { env })).exitCode).toBe(0);
  });
});
