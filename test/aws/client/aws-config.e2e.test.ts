import { execFileSync } from 'node:child_process';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readAwsConfig } from '../../../src/aws/client/aws-config.ts';

const VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] as const;
const before = VARIABLES.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  for (const name of VARIABLES) process.env[name] = '/nowhere';
});
afterEach(() => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const UNFIT: Readonly<Record<string, () => string>> = {
  'a device without an end': () => '/dev/zero',
  'a file of 1 TiB': () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-')), 'config');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    return path;
  },
  'a pipe in which nothing writes': () => {
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-')), 'config');
    execFileSync('mkfifo', [path]);
    return path;
  },
};

describe.skipIf(process.platform === 'win32').each(VARIABLES)('%s', (variable) => {
  test.each(Object.keys(UNFIT))('that names %s is refused', async (kind) => {
    const path = UNFIT[kind]?.() ?? '';
    process.env[variable] = path;
    await expect(readAwsConfig()).rejects.toMatchObject({
      code: 'ERR_CONFIG',
      message: expect.stringContaining(`"${path}"`),
      hint: `set ${variable} to another file`,
    });
  });

  test.each(['/nowhere', '/dev/null', '/'])('that names %s is empty', async (path) => {
    process.env[variable] = path;
    expect((await readAwsConfig()).profiles).toEqual({});
  });
});
