import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { isHostOfAws } from '../../../src/aws/client/endpoint.ts';
import { openWorkshop } from '../../../src/aws/workshop/open.ts';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { freshDirectory } from '../../sandbox/served.ts';
import { signIn } from '../opened.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** Who may come in, as setup finds it on the sandbox; `endpoint`: as the command line names it. */
async function visitorsOf({ env = '', endpoint }: { env?: string; endpoint?: 'typed' }) {
  const sandbox = await openSandbox({ directory: freshDirectory() });
  onTestFinished(() => sandbox.close());
  if (env) vi.stubEnv(env, sandbox.endpoint);
  const credentials = sandbox.credentials('operator')!;
  const { account } = await signIn(
    {
      ...{ name: 'aws', region: sandbox.region, credentials, actAs: async () => ({}) },
      ...(endpoint ? { endpoint: sandbox.endpoint } : {}),
    },
    undefined,
    { names: {} },
  );
  const { parts } = await openWorkshop({
    ...{ account, made: { idOf: () => undefined } as never },
    wishes: { pendingDays: 30 } as never,
  });
  return parts.find(({ id }) => id === 'ingress')?.find();
}

describe('an endpoint that is not AWS: nothing on the internet is asked', () => {
  test.each([
    ['in the environment', { env: 'AWS_ENDPOINT_URL' }],
    ['on the command line', { endpoint: 'typed' as const }],
  ])('named %s', async (_where, named) => {
    const asked = vi.fn(() => Promise.reject(new Error('nothing on the internet may be asked')));
    vi.stubGlobal('fetch', asked);
    expect(JSON.stringify(await visitorsOf(named))).toContain('127.0.0.1/32');
    expect(asked).not.toHaveBeenCalled();
  });
});

test.each([
  ['vpce-0a1b2c3d-abcdefgh.ec2.us-east-1.vpce.amazonaws.com', true],
  ['ec2.cn-north-1.amazonaws.com.cn', true],
  ['ec2.us-east-1.api.aws', true],
  ['127.0.0.1', false],
  ['amazonaws.com.example.org', false],
  ['notamazonaws.com', false],
])('the host %s is one of AWS: %s', (host, expected) => {
  expect(isHostOfAws(host)).toBe(expected);
});
