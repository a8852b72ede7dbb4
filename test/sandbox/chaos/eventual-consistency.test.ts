import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  GetKeyPolicyCommand,
  KMSClient,
  PutKeyPolicyCommand,
} from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { Late } from '../../../src/sandbox/chaos/eventual-consistency.ts';
import { judge } from '../../../src/sandbox/judge.ts';
import { ELSEWHERE } from '../../../src/sandbox/seed.ts';
import { services } from '../../../src/sandbox/services.ts';
import { HOME, openHome, refusal } from '../home.ts';

const DELAY = 2000;
const KEY = 'alias/ImportedCMK';
const KEY_ID = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const PLAINTEXT = new Uint8Array([1]);

const policy = (...principals: readonly string[]) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: principals.map((AWS) => ({
      Effect: 'Allow',
      Principal: { AWS },
      Action: 'kms:*',
      Resource: '*',
    })),
  });
const ROOT = `arn:aws:iam::${HOME}:root`;
const CAROL = `arn:aws:iam::${HOME}:user/carol`;

/** The workshop's account, in which changes of IAM and KMS appear after two seconds of a clock that the test moves. */
function open() {
  let now = 0;
  const holder: { late?: Late } = {};
  const home = openHome({
    services,
    judge,
    save: async (touched) => holder.late?.note(touched),
    views: (service, operation) => holder.late!.views(service, operation),
  });
  holder.late = new Late(home.world, DELAY, () => now);
  return {
    iam: home.client(IAMClient),
    kms: home.client(KMSClient),
    home: home.home,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

test('a new user is not found until the time is over', async () => {
  const { iam, pass } = open();
  await iam.send(new CreateUserCommand({ UserName: 'carol' }));
  const look = () => iam.send(new GetUserCommand({ UserName: 'carol' }));
  expect(await refusal(look())).toMatchObject({ code: 'NoSuchEntityException' });
  pass(DELAY - 1);
  expect(await refusal(look())).toMatchObject({ code: 'NoSuchEntityException' });
  pass(1);
  expect((await look()).User?.UserName).toBe('carol');
});

test('each change appears when its own time is over', async () => {
  const { kms, pass } = open();
  const read = async () => (await kms.send(new GetKeyPolicyCommand({ KeyId: KEY_ID }))).Policy;
  const before = await read();
  await kms.send(new PutKeyPolicyCommand({ KeyId: KEY_ID, Policy: policy(ROOT) }));
  pass(1500);
  await kms.send(
    new PutKeyPolicyCommand({ KeyId: KEY_ID, Policy: policy(ROOT, `arn:aws:iam::${HOME}:user/operator`) }),
  );
  expect(await read()).toBe(before);
  pass(500);
  const between = await read();
  expect(between).not.toBe(before);
  expect(between).not.toContain('operator');
  pass(1500);
  expect(await read()).toContain('operator');
});

test('a key policy that names a new user is refused until IAM shows it', async () => {
  const { iam, kms, pass } = open();
  await iam.send(new CreateUserCommand({ UserName: 'carol' }));
  const put = () => kms.send(new PutKeyPolicyCommand({ KeyId: KEY_ID, Policy: policy(ROOT, CAROL) }));
  expect(await refusal(put())).toMatchObject({ code: 'MalformedPolicyDocumentException' });
  pass(DELAY);
  await put();
});

test('a caller that was just allowed is denied, one that was just denied is allowed', async () => {
  const { kms, home, pass } = open();
  const encrypt = () => kms.send(new EncryptCommand({ KeyId: KEY, Plaintext: PLAINTEXT }));
  await kms.send(
    new PutKeyPolicyCommand({
      KeyId: KEY_ID,
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'kms:*', Resource: '*' },
          { Effect: 'Deny', Principal: '*', Action: 'kms:Encrypt', Resource: '*' },
        ],
      }),
    }),
  );
  expect(home.keys[KEY_ID]?.policy.Statement).toHaveLength(2);
  await encrypt();
  pass(DELAY);
  expect(await refusal(encrypt())).toMatchObject({ code: 'AccessDeniedException' });
  await kms.send(new PutKeyPolicyCommand({ KeyId: KEY_ID, Policy: policy(ROOT) }));
  expect(await refusal(encrypt())).toMatchObject({ code: 'AccessDeniedException' });
  pass(DELAY);
  await encrypt();
});

test('a new key is not found by reads, but its creator can write to it', async () => {
  const { kms, pass } = open();
  const KeyId = (await kms.send(new CreateKeyCommand({}))).KeyMetadata!.KeyId!;
  expect(await refusal(kms.send(new DescribeKeyCommand({ KeyId })))).toMatchObject({
    code: 'NotFoundException',
  });
  await kms.send(new DisableKeyCommand({ KeyId }));
  pass(DELAY);
  expect((await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata?.KeyState).toBe('Disabled');
});

test('changes are made at once: two of them do not undo each other', async () => {
  const { iam, pass, home } = open();
  await iam.send(new CreateUserCommand({ UserName: 'carol' }));
  await iam.send(new CreateAccessKeyCommand({ UserName: 'carol' }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName: 'carol', PolicyArn }));
  pass(DELAY);
  expect(home.users.carol).toMatchObject({ attached: [PolicyArn], accessKeys: [{ status: 'Active' }] });
});

test('shows the world itself if nothing is late, and copies only the accounts that changed', async () => {
  let now = 0;
  const { world } = openHome();
  const late = new Late(world, DELAY, () => now);
  const views = () => late.views('kms', { readOnly: true });
  expect(views()).toEqual({ seen: world, judged: world });
  expect(views().seen).toBe(world);

  late.note([HOME]);
  const { seen, judged } = views();
  for (const { accounts } of [seen, judged]) {
    expect(accounts[ELSEWHERE]).toBe(world.accounts[ELSEWHERE]);
    expect(accounts[HOME]).not.toBe(world.accounts[HOME]);
  }

  now += DELAY;
  expect(views().seen).toBe(world);
});
