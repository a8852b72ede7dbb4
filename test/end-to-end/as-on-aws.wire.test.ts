import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreatePolicyVersionCommand, IAMClient, ListPolicyVersionsCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { expiringAfter } from './expiring.ts';
import { kmsLab, serve, tell } from './in-process.ts';
import { freshState } from './kms-lab.ts';
import { configurationOf } from './served.ts';

const ACCOUNT = '111122223333';
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/KMSWorkshop-AdditionalPermissions`;
/** As far as possible without the web app: a real account's answers at its public address. */
const PART = ['--to', 'strip-decrypt', '--target', 'aws', '--account', ACCOUNT, '--yes'] as const;

beforeEach(() => {
  for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_CONFIG_FILE']) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

/** A served sandbox, which the tool takes for AWS, in a shell with the operator's credentials. */
async function served() {
  const state = freshState();
  const { endpoint } = await serve(state);
  const configuration = await configurationOf(state);
  vi.stubEnv('AWS_ACCESS_KEY_ID', configuration.credentials.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', configuration.credentials.secretAccessKey);
  vi.stubEnv('AWS_REGION', configuration.region);
  return { endpoint, configuration };
}

describe('credentials that expire in the middle', () => {
  test.each([1, 25, 60])(
    'after %i requests: the run stops, says how to continue, and continues',
    async (requests) => {
      const { endpoint } = await served();
      const state = freshState();
      const expiring = await expiringAfter(requests, endpoint);
      const stopped = await tell(state, 'run', ...PART, '--endpoint-url', expiring.endpoint);
      expect(stopped).toMatchObject({
        exitCode: 2,
        summary: {
          error: {
            code: 'ERR_CREDENTIALS',
            message: 'The credentials in the environment have expired.',
            hint: 'get new ones, then type the same command again: it continues where this one stopped',
            next: [{ shell: expect.stringMatching(/^unset AWS_ACCESS_KEY_ID /) }],
          },
        },
      });
      // One round of reads that were sent together, and none of them again.
      expect(expiring.refused()).toBeLessThan(30);

      const again = await tell(state, 'run', ...PART, '--endpoint-url', endpoint);
      expect(again.summary).toMatchObject({ ok: true, exitCode: 0 });
      const plan = await tell(state, 'plan', ...PART.slice(0, -1), '--endpoint-url', endpoint);
      expect(plan.exitCode).toBe(0);
    },
  );
});

test('on AWS three answers must agree if a write decides, and the step shows how long that took', async () => {
  const { endpoint } = await served();
  const told = await tell(freshState(), 'run', ...PART, '--endpoint-url', endpoint);
  expect(told.summary).toMatchObject({ ok: true });
  const looksOf = (wanted: string) =>
    told.events.flatMap((event) =>
      event.type === 'check-settled' && event.step === wanted ? [[event.check.id, event.looks] as const] : [],
    );
  // Nothing was written before the first step's checks.
  expect(looksOf('show-key-policy').length).toBeGreaterThan(8);
  expect(new Set(looksOf('show-key-policy').map(([, looks]) => looks))).toEqual(new Set([1]));
  expect(Object.fromEntries(looksOf('strip-decrypt'))).toMatchObject({
    'role-cannot-decrypt': 3,
    'role-can-encrypt': 3,
    'another-admin-can-use-the-key': 1,
    'nothing-else-changed': 1,
  });
  const waited = told.summary.steps.map(({ waitedMs = 0 }) => waitedMs >= 1000);
  expect(waited).toEqual([false, true]);
});

describe('bad input', () => {
  test('a profile that does not exist: which ones do', async () => {
    const state = freshState();
    const config = join(state, 'config');
    writeFileSync(config, '[profile workshop]\nregion = us-east-1\n');
    vi.stubEnv('AWS_CONFIG_FILE', config);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(state, 'none'));
    const { exitCode, stderr } = await kmsLab(state, 'status', '--target', 'aws', '--profile', 'worksop');
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toBe(
      'error ERR_CREDENTIALS: The AWS configuration has no profile "worksop". next --profile NAME, one of workshop ',
    );
  });

  test('a policy with five versions, none of them ours: none is deleted, and the next command is shown', async () => {
    const { endpoint, configuration } = await served();
    const iam = new IAMClient(configuration);
    const PolicyDocument = (Action: string) =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
    for (const action of ['a', 'b', 'c', 'd']) {
      await iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: POLICY,
          PolicyDocument: PolicyDocument(`kms:${action}`),
        }),
      );
    }
    const before = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: POLICY }));
    const told = await tell(freshState(), 'run', ...PART, '--endpoint-url', endpoint);
    expect(told).toMatchObject({
      exitCode: 5,
      summary: {
        writes: 0,
        error: {
          code: 'ERR_NOT_OURS',
          message: `The policy ${POLICY} has 5 versions, as many as IAM keeps, and the lab made none of them.`,
          next: expect.arrayContaining([
            expect.objectContaining({ shell: expect.stringContaining('aws iam delete-policy-version') }),
          ]),
        },
      },
    });
    expect((await iam.send(new ListPolicyVersionsCommand({ PolicyArn: POLICY }))).Versions).toEqual(
      before.Versions,
    );
  });

  test('a key that AWS manages, and a role by its ARN', async () => {
    await served();
    const state = freshState();
    const told = await tell(state, 'plan', '--alias', 'alias/aws/s3');
    expect(told).toMatchObject({ exitCode: 5, summary: { error: { code: 'ERR_NOT_OURS' } } });
    const role = `arn:aws:iam::${ACCOUNT}:role/KMSWorkshop-InstanceInitRole`;
    expect((await tell(state, 'plan', '--role', role)).exitCode).toBe(4);
  });
});
