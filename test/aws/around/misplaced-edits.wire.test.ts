import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { CreatePolicyVersionCommand, CreateUserCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterEach, describe, expect, test } from 'vitest';
import { readElsewhere } from '../../../src/aws/around/misplaced-edits.ts';
import { type Clients, openClients } from '../../../src/aws/client/clients.ts';
import { IamReader } from '../../../src/aws/client/iam-policies.ts';
import { LabError } from '../../../src/contract/errors.ts';
import { openSandbox } from '../../../src/sandbox/sandbox.ts';
import { FACTS } from '../../hints/attempt.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function open() {
  const sandbox = await openSandbox({ directory: mkdtempSync(join(tmpdir(), 'kms-lab-elsewhere-')) });
  closing.push(() => sandbox.close());
  const { endpoint, region } = sandbox;
  const credentials = sandbox.credentials('operator')!;
  const clients = openClients({
    name: 'sandbox',
    endpoint,
    region,
    credentials,
    actAs: async () => ({}),
  });
  const look = (parts: Partial<Clients> = {}, url = endpoint) =>
    readElsewhere({ ...clients, ...parts }, new IamReader(clients), FACTS, url);
  return { ...clients, look };
}

const denying = (Sid: string, Action: string) => ({
  Sid,
  Effect: 'Deny',
  Principal: '*',
  Action,
  Resource: '*',
});
const owner = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${FACTS.accountId}:root` },
  Action: 'kms:*',
  Resource: '*',
};

test('the account’s other keys, with their aliases and, if they may be read, their policies', async () => {
  const { kms, look } = await open();
  const create = async (...statements: object[]) => {
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [owner, ...statements] });
    return (await kms.send(new CreateKeyCommand({ Policy }))).KeyMetadata!.KeyId!;
  };
  const shut = await create(denying('Shut', 'kms:GetKeyPolicy'));
  const named = await create();
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/Mine', TargetKeyId: named }));

  const { keys } = await look();
  expect(keys.map(({ id, aliases }) => [id, aliases])).toEqual([
    [named, ['alias/Mine']],
    [shut, []],
  ]);
  expect(keys[0]?.policy).toMatchObject({ Statement: [{ Action: 'kms:*' }] });
  expect(keys[1]?.policy).toBeUndefined();
});

test('the role’s other policies, with the version before the one in force', async () => {
  const { iam, look } = await open();
  const PolicyArn = `arn:aws:iam::${FACTS.accountId}:policy/KMS-Workshop-ImportMaterialPermissions`;
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'kms:ListKeys', Resource: '*' }],
  });
  const begun = Date.now();
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: FACTS.role.name, PolicyName: 'inline', PolicyDocument }),
  );

  const { rolePolicies } = await look();
  const named = (name: string) => rolePolicies.find((policy) => policy.name === name);
  expect(named('KMSWorkshop-AdditionalPermissions')).toBeUndefined();
  expect(named('KMS-Workshop-ImportMaterialPermissions')).toMatchObject({
    arn: PolicyArn,
    document: { Statement: [{ Action: 'kms:ListKeys' }] },
    previous: { Statement: [{ Action: ['kms:ImportKeyMaterial'] }] },
  });
  const changedAt = Date.parse(named('KMS-Workshop-ImportMaterialPermissions')?.changedAt ?? '');
  expect(changedAt).toBeGreaterThanOrEqual(begun - 1000);
  expect(named('AmazonS3FullAccess')?.changedAt).toBeUndefined();
  expect(named('inline')).toEqual({ name: 'inline', document: JSON.parse(PolicyDocument) });
});

test('every user, and a web app that answers, without asking for security groups', async () => {
  const { iam, look } = await open();
  await iam.send(new CreateUserCommand({ UserName: 'usera' }));
  const { userNames, webApp } = await look();
  expect(userNames).toEqual(expect.arrayContaining(['operator', 'another-admin', 'usera']));
  expect(webApp).toMatchObject({ knock: 'answers' });
  expect(webApp.ingress).toBeUndefined();
});

describe('a web app that does not respond', () => {
  /** The sandbox has no security groups. */
  const ec2With = (IpPermissions: readonly object[] | Error) =>
    ({
      async send(command: unknown) {
        if (command instanceof DescribeInstancesCommand) {
          expect(command.input.InstanceIds).toEqual([FACTS.instance.id]);
          return { Reservations: [{ Instances: [{ SecurityGroups: [{ GroupId: 'sg-1' }] }] }] };
        }
        expect(command).toBeInstanceOf(DescribeSecurityGroupsCommand);
        if (IpPermissions instanceof Error) throw IpPermissions;
        return { SecurityGroups: [{ IpPermissions }] };
      },
    }) as unknown as EC2Client;
  const SILENT = 'http://web-app.invalid';

  test.each([
    ['no rule', [], false],
    ['the port', [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80 }], true],
    ['a range of ports', [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 1024 }], true],
    ['everything', [{ IpProtocol: '-1' }], true],
    ['another port', [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22 }], false],
    ['another protocol', [{ IpProtocol: 'udp', FromPort: 80, ToPort: 80 }], false],
  ])('behind a security group that allows %s', async (_, rules, open_) => {
    const { look } = await open();
    const { webApp } = await look({ ec2: ec2With(rules) }, SILENT);
    expect(webApp).toEqual({ url: SILENT, knock: 'silent', ingress: { groups: ['sg-1'], open: open_ } });
  });

  test('behind a security group whose rules may not be read', async () => {
    const { look } = await open();
    const denied = new LabError('ERR_ACCESS', 'DescribeSecurityGroups failed');
    expect((await look({ ec2: ec2With(denied) }, SILENT)).webApp).toEqual({ url: SILENT, knock: 'silent' });
  });

  test('while EC2 is not available, which is an error and not an answer', async () => {
    const { look } = await open();
    const away = new LabError('ERR_AWS', 'DescribeSecurityGroups failed');
    await expect(look({ ec2: ec2With(away) }, SILENT)).rejects.toBe(away);
  });
});
