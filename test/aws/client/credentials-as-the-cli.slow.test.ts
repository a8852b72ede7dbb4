import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { sampled } from '../../sampled.ts';
import { begin, ours, REGION, SHELLS } from './shells.ts';

afterEach(() => vi.unstubAllEnvs());

const hasCli = spawnSync('aws', ['--version'], { stdio: 'ignore' }).status === 0;

async function theirs(profile: string | undefined): Promise<string | undefined> {
  const flags = profile ? ['--profile', profile] : [];
  // The AWS CLI 1 ignores AWS_REGION.
  const env = { ...process.env, AWS_DEFAULT_REGION: REGION };
  const args = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text', ...flags];
  try {
    return (await promisify(execFile)('aws', args, { env })).stdout.trim();
  } catch {
    return undefined;
  }
}

test.skipIf(!hasCli).each(sampled(SHELLS, 2))(
  'the operator is the same as the AWS CLI’s in the same shell: $when',
  async (shell) => {
    const begun = await begin();
    shell.set(begun);
    // Ours puts the profile into the environment of the process, as the SDK expects.
    const told = await theirs(shell.profile);
    expect(await ours(shell.profile)).toBe(told);
  },
);
