import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { serve, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';
import { configurationOf } from './served.ts';

afterEach(() => void vi.unstubAllEnvs());

test('the rows that profiles were lent to are observed', async () => {
  const servers = freshState();
  const { endpoint } = await serve(servers);
  const sections = await Promise.all(
    ['operator', 'another-admin', 'outsider'].map(async (name) => {
      const { credentials } = await configurationOf(servers, '--as', name);
      return `[${name}]\naws_access_key_id = ${credentials.accessKeyId}\naws_secret_access_key = ${credentials.secretAccessKey}\n`;
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-aws-'));
  writeFileSync(join(folder, 'credentials'), sections.join('\n'));
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
  vi.stubEnv('AWS_CONFIG_FILE', join(folder, 'config'));
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const { events } = await tell(
    freshState(),
    ...['matrix', '--target', 'aws', '--endpoint-url', endpoint, '--profile', 'operator'],
    ...['--other-profile', 'another-admin', '--outsider-profile', 'outsider'],
  );
  const matrix = events.flatMap((event) => (event.type === 'matrix' ? event.matrix : []));
  const observed = matrix.filter((cell) => cell.observed);
  expect(new Set(observed.map(({ principal }) => principal))).toEqual(
    // The role answers on its instance.
    new Set(['instance-role', 'operator', 'another-admin', 'outsider']),
  );
  for (const { principal, observed: seen } of observed) {
    expect(seen?.outcome === 'allowed', principal).toBe(principal !== 'outsider');
  }
});
