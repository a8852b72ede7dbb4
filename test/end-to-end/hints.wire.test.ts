import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttachRolePolicyCommand,
  CreatePolicyVersionCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  KMSClient,
  PutKeyPolicyCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, describe, expect, test } from 'vitest';
import { openAccount } from '../../src/aws/account.ts';
import { openAwsLab } from '../../src/aws/open.ts';
import type { Variant } from '../../src/contract/facts.ts';
import {
  check,
  hint as giveHint,
  goto,
  keepBaseline,
  openStore,
  solve,
  watch,
} from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { hintFor } from '../../src/hints/index.ts';
import type { PolicyDocument } from '../../src/policy/document.ts';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { documentedKeyPolicy } from '../../steps/documents/index.ts';
import { pipeline, type StepId } from '../../steps/index.ts';
import { whatToDo } from '../what-to-do.ts';
import { freshState } from './kms-lab.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The lab on a sandbox, and a person who works in the same account. */
async function open(variant: Variant = 'corrected') {
  const directory = freshState();
  const sandbox = await openSandbox({ directory });
  closing.push(() => sandbox.close());
  const { endpoint, region } = sandbox;
  const credentials = sandbox.credentials('operator')!;
  const target = {
    name: 'sandbox' as const,
    ...{ endpoint, region, credentials, webAppUrl: sandbox.webAppUrl },
    actAs: async (ids: readonly string[]) =>
      Object.fromEntries(ids.map((id) => [id, sandbox.credentials(id)])),
  };
  const names = {
    roleName: 'KMSWorkshop-InstanceInitRole',
    alias: 'alias/ImportedCMK',
    userName: 'userA',
    instanceName: 'KMSWorkshop-Instance',
    sampleObject: 'SampleFile-KMS.txt',
  };
  const store = await openStore({
    ...{ directory, target: 'sandbox', accountId: '111122223333', region, command: 'step' },
  });
  const recall = async () => ({ ledger: store, baseline: undefined });
  const account = openAccount({ target, names, recall });
  const lab = await openAwsLab({ account, variant, sleep });
  const session: CommandSession = {
    command: 'step',
    target: 'sandbox',
    lab,
    pipeline,
    store,
    host: { notify: () => {} },
    clock: { now: () => new Date(), sleep: (ms) => sleep(ms) },
    patience: { write: 2000, check: 500, firstPause: 10, longestPause: 50, agreeing: 1 },
  };
  const { facts } = lab;
  const client = { endpoint, region, credentials };
  const [kms, iam, ssm] = [new KMSClient(client), new IAMClient(client), new SSMClient(client)];
  const hands = {
    ...{ facts, kms, iam, ssm },
    putKeyPolicy: (policy: PolicyDocument, KeyId = facts.key.id) =>
      kms.send(new PutKeyPolicyCommand({ KeyId, Policy: JSON.stringify(policy) })),
    newKey: async (alias: string) => {
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const TargetKeyId = KeyMetadata!.KeyId!;
      await kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId }));
      return TargetKeyId;
    },
    putRolePolicy: (Action: readonly string[], name = 'KMSWorkshop-AdditionalPermissions') =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${facts.accountId}:policy/${name}`,
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Sid: 'ByHand', Effect: 'Allow', Action, Resource: '*' }],
          }),
          SetAsDefault: true,
        }),
      ),
    startWebApp: (keyId: string, port: number) =>
      ssm.send(
        new SendCommandCommand({
          DocumentName: 'AWS-RunShellScript',
          InstanceIds: [facts.instance.id],
          Parameters: {
            commands: [
              'cd /home/ec2-user/SampleWebApp || exit 1',
              `echo '${keyId}' > WebAppEncSSE.key`,
              `setsid python -u WebAppEncSSE.py ${port} < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &`,
            ],
          },
        }),
      ),
  };
  return { session, hands };
}

type Hands = Awaited<ReturnType<typeof open>>['hands'];

const policyOf = (
  { facts }: Hands,
  name: 'account-only' | 'role-only' | 'mfa',
  variant: Variant = 'corrected',
) => documentedKeyPolicy(name, variant, facts);
const replacing = (policy: PolicyDocument, text: string, by: string): PolicyDocument =>
  JSON.parse(JSON.stringify(policy).replaceAll(text, by));

const LEFT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:TagResource', 'kms:UntagResource'];

/** What a person does at a step, with real calls, and the lab's hint. */
const MISTAKES: readonly (readonly [string, StepId, (hands: Hands) => Promise<unknown>, string, RegExp])[] = [
  [
    'still allows kms:Decrypt',
    'strip-decrypt',
    ({ putRolePolicy }) => putRolePolicy(['kms:*']),
    'role-still-decrypts',
    /“ByHand”.*“kms:\*”/,
  ],
  [
    'edited another policy of the role',
    'strip-decrypt',
    ({ putRolePolicy }) => putRolePolicy(['kms:ListKeys'], 'KMS-Workshop-ImportMaterialPermissions'),
    'another-role-policy-edited',
    /KMS-Workshop-ImportMaterialPermissions/,
  ],
  [
    'cleared kms:GenerateDataKey too',
    'strip-decrypt',
    ({ putRolePolicy }) => putRolePolicy(LEFT.filter((action) => action !== 'kms:GenerateDataKey')),
    'role-lost-more',
    /kms:GenerateDataKey/,
  ],
  [
    'right, but another policy that allows it was attached',
    'strip-decrypt',
    async ({ iam, facts, putRolePolicy }) => {
      await putRolePolicy(LEFT);
      await iam.send(
        new AttachRolePolicyCommand({
          RoleName: facts.role.name,
          PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
        }),
      );
    },
    'role-attached-changed',
    /AdministratorAccess allows kms:Decrypt.*detach-role-policy/s,
  ],
  ['web app not started', 'start-web-app', async () => {}, 'web-app-not-started', /WebAppEncSSE/],
  [
    'web app at another port',
    'start-web-app',
    ({ startWebApp, facts }) => startWebApp(facts.key.id, 8080),
    'web-app-wrong-port',
    /8080/,
  ],
  [
    'web app given another key',
    'start-web-app',
    async ({ startWebApp, newKey }) => startWebApp(await newKey('alias/Mine'), 80),
    'web-app-wrong-key',
    /alias\/Mine/,
  ],
  [
    'the policy on another key',
    'key-policy-account-only',
    async (hands) => hands.putKeyPolicy(policyOf(hands, 'account-only'), await hands.newKey('alias/Mine')),
    'policy-on-another-key',
    /alias\/Mine/,
  ],
  [
    'the alias moved',
    'key-policy-account-only',
    async ({ kms, newKey }) =>
      kms.send(
        new UpdateAliasCommand({ AliasName: 'alias/ImportedCMK', TargetKeyId: await newKey('alias/Mine') }),
      ),
    'alias-moved',
    /update-alias/,
  ],
  [
    'a placeholder left in the condition',
    'key-policy-account-only',
    (hands) =>
      hands.putKeyPolicy(
        replacing(policyOf(hands, 'account-only'), `"${hands.facts.accountId}"`, '"<your acount id>"'),
      ),
    'placeholder-left-in',
    /<your acount id>/,
  ],
  [
    'another account in the condition',
    'key-policy-account-only',
    (hands) =>
      hands.putKeyPolicy(
        replacing(policyOf(hands, 'account-only'), `"${hands.facts.accountId}"`, '"999988887777"'),
      ),
    'wrong-account',
    /999988887777/,
  ],
  [
    'Allow for Deny',
    'key-policy-role-only',
    (hands) => hands.putKeyPolicy(replacing(policyOf(hands, 'role-only'), '"Deny"', '"Allow"')),
    'effect-swapped',
    /says Allow/,
  ],
  [
    'userA in another case',
    'key-policy-mfa',
    ({ iam }) => iam.send(new CreateUserCommand({ UserName: 'usera' })),
    'user-in-another-case',
    /usera/,
  ],
  ['userA missing', 'key-policy-mfa', async () => {}, 'user-missing', /create-user/],
  [
    'the page’s misspelt condition key',
    'key-policy-mfa',
    async (hands) => {
      await hands.iam.send(new CreateUserCommand({ UserName: 'userA' }));
      await hands.putKeyPolicy(policyOf(hands, 'mfa', 'published'));
    },
    'condition-key-misspelt',
    /aws: MultiFactorAuthAge/,
  ],
  [
    'userA made again after the policy was saved',
    'key-policy-mfa',
    async (hands) => {
      await hands.iam.send(new CreateUserCommand({ UserName: 'userA' }));
      await hands.putKeyPolicy(policyOf(hands, 'mfa'));
      await hands.iam.send(new DeleteUserCommand({ UserName: 'userA' }));
      await hands.iam.send(new CreateUserCommand({ UserName: 'userA' }));
    },
    'principal-gone',
    /AIDA/,
  ],
];

describe('what a person does by hand in the account, and the lab’s hint', () => {
  test.each(MISTAKES)('%s', async (_, step, mistake, id, text) => {
    const { session, hands } = await open();
    await keepBaseline(session);
    await goto(session, { step });
    await mistake(hands);
    const { hint } = await giveHint(session, { step, hintFor });
    expect(hint?.id).toBe(id);
    expect([hint?.says, hint?.do, whatToDo(hint)].join(' ')).toMatch(text);
  });

  test('and after the tool fixes it, the step is in place', async () => {
    const { session, hands } = await open();
    await goto(session, { step: 'key-policy-mfa' });
    await hands.iam.send(new CreateUserCommand({ UserName: 'userA' }));
    await hands.putKeyPolicy(policyOf(hands, 'mfa', 'published'));
    expect(await solve(session, { step: 'key-policy-mfa' })).toMatchObject({ ok: true });
    expect(await check(session, { step: 'key-policy-mfa' })).toMatchObject({ ok: true });
  });
});

test('a step taken by hand while the lab watches', async () => {
  const { session, hands } = await open();
  await keepBaseline(session);
  const watching = watch(session, { step: 'strip-decrypt', hintFor, patience: 10_000 });
  await hands.putRolePolicy([...LEFT].reverse());
  const { summary, hint } = await watching;
  expect(hint).toBeUndefined();
  expect(summary).toMatchObject({ ok: true, steps: [{ id: 'strip-decrypt', status: 'applied' }] });
  expect(session.store.position()).toBe('after-strip-decrypt');
});
