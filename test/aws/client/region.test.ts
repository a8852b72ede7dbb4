import { afterEach, describe, expect, test, vi } from 'vitest';
import { targetRegion } from '../../../src/aws/client/region.ts';
import { freshHome } from '../home.ts';

afterEach(() => vi.unstubAllEnvs());

type Where = Parameters<typeof targetRegion>[0];

interface Case {
  readonly when: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly config?: string;
  readonly credentials?: string;
  readonly target?: Where;
}

const LAB = { profile: 'lab' };
const config = (region: string): string => `[profile lab]\nregion = ${region}\n`;

const RIGHT: readonly (Case & { readonly is: string })[] = [
  { when: '--region', env: { AWS_REGION: 'eu-west-1' }, target: { region: 'eu-north-1' }, is: 'eu-north-1' },
  {
    when: 'AWS_REGION before AWS_DEFAULT_REGION',
    env: { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-east-2' },
    is: 'eu-west-1',
  },
  { when: 'AWS_DEFAULT_REGION', env: { AWS_DEFAULT_REGION: 'us-east-2' }, is: 'us-east-2' },
  {
    when: 'AWS_DEFAULT_REGION before the profile',
    env: { AWS_DEFAULT_REGION: 'us-east-2' },
    config: config('eu-west-1'),
    target: LAB,
    is: 'us-east-2',
  },
  { when: 'the profile', config: config('eu-west-1'), target: LAB, is: 'eu-west-1' },
  {
    when: 'the profile of AWS_DEFAULT_PROFILE',
    env: { AWS_DEFAULT_PROFILE: 'lab' },
    config: config('eu-west-1'),
    is: 'eu-west-1',
  },
  {
    when: 'the credentials file before the config file',
    config: config('eu-west-1'),
    credentials: '[lab]\nregion = us-west-2\n',
    target: LAB,
    is: 'us-west-2',
  },
  { when: 'the default profile', config: '[default]\nregion = eu-west-1\n', is: 'eu-west-1' },
  { when: 'a partition of its own', target: { region: 'eusc-de-east-1' }, is: 'eusc-de-east-1' },
  { when: 'another', target: { region: 'us-isob-east-1' }, is: 'us-isob-east-1' },
  {
    when: 'one of an emulator, at its endpoint',
    target: { region: 'local', endpoint: 'http://127.0.0.1:1' },
    is: 'local',
  },
];

const WRONG: readonly (Case & {
  readonly says: RegExp;
  readonly type?: string;
  readonly hint?: RegExp;
})[] = [
  { when: 'none', says: /^No region is configured\.$/, type: 'aws configure set region us-east-1' },
  {
    when: 'quotes in the config file',
    config: config('"us-east-1"'),
    target: LAB,
    says: /^The region of profile "lab" in \S+\/config is written in quotes: "us-east-1"\.$/,
    type: 'aws configure set region us-east-1 --profile lab',
  },
  {
    when: 'quotes in the credentials file',
    credentials: `[lab]\nregion = 'us-east-1'\n`,
    target: LAB,
    says: /in \S+\/credentials is written in quotes/,
    hint: /^edit \S+\/credentials: region = us-east-1$/,
  },
  {
    when: 'quotes in a variable',
    env: { AWS_DEFAULT_REGION: '"us-east-1"' },
    says: /^The region of AWS_DEFAULT_REGION is written in quotes/,
    type: 'export AWS_DEFAULT_REGION=us-east-1',
  },
  {
    when: 'an Availability Zone',
    target: { region: 'us-east-1a' },
    says: /^The region of --region is "us-east-1a", which is an Availability Zone of us-east-1\.$/,
    hint: /^--region us-east-1$/,
  },
  {
    when: 'capitals',
    env: { AWS_REGION: 'US_EAST_1' },
    says: /"US_EAST_1", which is not how AWS writes it/,
    type: 'export AWS_REGION=us-east-1',
  },
  {
    when: 'a word',
    target: { region: 'virginia' },
    says: /^The region of --region is "virginia", which is not the name of a region\.$/,
    hint: /such as us-east-1/,
  },
  {
    when: 'a word with a space at an endpoint',
    target: { region: 'a b', endpoint: 'http://x' },
    says: /"a b"/,
  },
];

function prepare({ env = {}, config, credentials }: Case): void {
  const home = freshHome();
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  if (config) home.write('config', config);
  if (credentials) home.write('credentials', credentials);
}

describe('the Region is', () => {
  test.each(RIGHT)('$when', async (given) => {
    prepare(given);
    expect(await targetRegion(given.target ?? {})).toBe(given.is);
  });
});

describe('what is wrong with a Region is reported', () => {
  test.each(WRONG)('$when', async (given) => {
    prepare(given);
    const error = await targetRegion(given.target ?? {}).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_CONFIG', message: expect.stringMatching(given.says) });
    if (given.type) expect(error.next[0]).toMatchObject({ shell: given.type });
    if (given.hint) expect(error.hint).toMatch(given.hint);
    expect(error.next.length > 0 || error.hint !== undefined).toBe(true);
  });
});
