import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kmsLab } from '../../end-to-end/kms-lab.ts';
import { NO_REDIS, redisServer, type StoreServer } from '../../fleet/queue/store-servers.ts';
import { createBucket, instructorOf } from './bucket.ts';
import { type Program, program } from './program.ts';

interface Policy {
  readonly Statement: readonly { readonly Sid: string }[];
}

const GUIDE = readFileSync(resolve(import.meta.dirname, '../../../docs/guides/many-machines.md'), 'utf8');

/** What the guide gives a coordinator and its workers, for the sandbox's organization. */
function machinePolicy(): Policy {
  const [, json = ''] = /<!-- policy fleet-machine -->\s+```json\n(.*?)```/s.exec(GUIDE) ?? [];
  return JSON.parse(
    json.replace('role/Lab', 'role/OrganizationAccountAccessRole').replaceAll('BUCKET', 'the-room'),
  );
}

describe.skipIf(NO_REDIS)('the policy of the guide for a coordinator and its workers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kms-lab-policy-'));
  const roster = join(folder, 'room.csv');
  let redis: StoreServer;
  let sandbox: Program;
  let give: (policy: Policy) => Promise<void>;
  let env: Readonly<Record<string, string>>;
  const room = () => ['--target', 'aws', '--accounts', roster, '--yes', '--expect', '2'];

  beforeAll(async () => {
    redis = await redisServer();
    sandbox = program(['sandbox', 'serve', '--accounts', '2', '--port', '0'], { KMS_LAB_STATE_DIR: folder });
    await sandbox.says(/^Ready at/);
    await createBucket(folder, 'the-room');
    const { endpoint, region, credentials } = await instructorOf(folder);
    const iam = new IAMClient({ endpoint, region, credentials });
    const UserName = 'machine';
    await iam.send(new CreateUserCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    give = async (policy) => {
      const PolicyDocument = JSON.stringify(policy);
      await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'fleet', PolicyDocument }));
    };
    writeFileSync(
      roster,
      ['111122223333', '222200000002'].reduce(
        (csv, id) => `${csv}${id},OrganizationAccountAccessRole\n`,
        'account,role\n',
      ),
    );
    env = {
      KMS_LAB_STATE_DIR: join(folder, 'machine'),
      KMS_LAB_STATE: 's3://the-room/spring-class',
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: AccessKey!.AccessKeyId!,
      AWS_SECRET_ACCESS_KEY: AccessKey!.SecretAccessKey!,
    };
  });
  afterAll(async () => {
    sandbox.kill('SIGTERM');
    await sandbox.ended;
    await redis.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is enough', async () => {
    await give(machinePolicy());
    const queued = { ...env, KMS_LAB_QUEUE: redis.url };
    const worker = program(['fleet', 'worker', '--target', 'aws'], queued);
    await worker.says(/^Worker /);
    const { exitCode, stdout, stderr } = await kmsLab(
      env.KMS_LAB_STATE_DIR!,
      'fleet',
      'goto',
      '3',
      ...room(),
      queued,
    );
    expect([exitCode, stdout + stderr]).toEqual([0, expect.stringContaining('2 done')]);
    worker.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
  });

  test.each(machinePolicy().Statement.map(({ Sid }) => Sid))(
    'has nothing that is not needed: %s',
    async (sid) => {
      const { Statement } = machinePolicy();
      await give({ ...machinePolicy(), Statement: Statement.filter(({ Sid }) => Sid !== sid) });
      const { exitCode, stdout, stderr } = await kmsLab(
        env.KMS_LAB_STATE_DIR!,
        'fleet',
        'status',
        ...room().slice(0, 4),
        env,
      );
      expect([exitCode, stdout + stderr]).toEqual([
        expect.toSatisfy((code) => code === 1 || code === 7),
        expect.stringMatching(/ERR_ACCESS|ERR_CREDENTIALS|may not/),
      ]);
    },
  );
});
