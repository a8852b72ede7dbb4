import { AttachRolePolicyCommand, CreateRoleCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetFederationTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { openClients } from '../../../src/aws/client/clients.ts';
import { whoAmI } from '../../../src/aws/client/operator.ts';
import { canned, xml, xmlError } from '../canned.ts';
import { type Opened, open, signIn } from '../opened.ts';

const trusting = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'sts:AssumeRole' },
  ],
});

const PATH = '/identity-center/eu-west-1/';
const NAME = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';

const fromSts = (credentials: object | undefined) => {
  const { AccessKeyId, SecretAccessKey, SessionToken } = credentials as Record<string, string>;
  return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
};

/** Signs in as a user of IAM Identity Center, whose roles have a path. */
async function throughIdentityCenter({ clients, target, targetFor }: Opened) {
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({ RoleName: NAME, Path: PATH, AssumeRolePolicyDocument: trusting }),
  );
  await clients.iam.send(
    new AttachRolePolicyCommand({
      RoleName: NAME,
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  );
  const { endpoint, region, credentials } = target;
  const { Credentials } = await new STSClient({
    endpoint: endpoint!,
    region: region!,
    credentials: credentials!,
  }).send(new AssumeRoleCommand({ RoleArn: Role!.Arn!, RoleSessionName: 'ada@example.com' }));
  return targetFor(fromSts(Credentials));
}

test('a user', async () => {
  const { home, target } = await open();
  expect((await signIn(target, undefined)).operator).toEqual({
    kind: 'user',
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:user/operator',
    id: home.users.operator!.id,
  });
});

test('the account root', async () => {
  const { sandbox, targetFor } = await open();
  expect((await signIn(targetFor(sandbox.credentials('root')!), undefined)).operator).toEqual({
    kind: 'root',
    accountId: '111122223333',
    arn: 'arn:aws:iam::111122223333:root',
  });
});

test('a role session: its ARN leaves out the path that policies name', async () => {
  const opened = await open();
  const { operator } = await signIn(await throughIdentityCenter(opened), undefined);
  expect(operator).toEqual({
    kind: 'role-session',
    accountId: '111122223333',
    arn: `arn:aws:sts::111122223333:assumed-role/${NAME}/ada@example.com`,
    roleArn: `arn:aws:iam::111122223333:role${PATH}${NAME}`,
    id: opened.home.roles[NAME]!.id,
    sessionName: 'ada@example.com',
  });
});

test('a role session keeps control of the key by what its role may do', async () => {
  const opened = await open();
  const lab = await opened.openLab(await throughIdentityCenter(opened));
  expect(await lab.access.operatorKeepsControl({})).toMatchObject({ outcome: 'allowed' });
});

test('a federated user is refused: IAM answers none', async () => {
  const { clients, targetFor } = await open();
  const { Credentials } = await clients.sts.send(new GetFederationTokenCommand({ Name: 'ada' }));
  await expect(signIn(targetFor(fromSts(Credentials)), undefined)).rejects.toMatchObject({
    code: 'ERR_CREDENTIALS',
    message: expect.stringContaining('arn:aws:sts::111122223333:federated-user/ada'),
    hint: expect.stringContaining('a user or of a role'),
  });
});

test('another account than the expected one is refused, with what to type', async () => {
  const { target } = await open();
  await expect(signIn(target, '444455556666')).rejects.toMatchObject({
    code: 'ERR_WRONG_ACCOUNT',
    hint: expect.stringContaining('--account 111122223333'),
  });
  expect((await signIn(target, '111122223333')).region).toBe('us-east-1');
});

test('unknown credentials belong to no account', async () => {
  const { targetFor } = await open();
  const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: 'secret' };
  await expect(signIn(targetFor(stranger), undefined)).rejects.toMatchObject({ code: 'ERR_CREDENTIALS' });
});

const identity = (arn: string, id: string) =>
  xml('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>${id}</UserId><Account>111122223333</Account>`);

test('other partitions keep their name', async () => {
  const arn = 'arn:aws-us-gov:sts::111122223333:assumed-role/Admin/ada';
  const { clients } = await canned(() => identity(arn, 'AROAEXAMPLE:ada'));
  expect(await whoAmI(clients.sts)).toMatchObject({
    roleArn: 'arn:aws-us-gov:iam::111122223333:role/Admin',
    id: 'AROAEXAMPLE',
    sessionName: 'ada',
  });
});

test('a session that may not read its own role learns which permission it takes', async () => {
  const { target } = await canned(({ operation }) =>
    operation === 'GetCallerIdentity'
      ? identity('arn:aws:sts::111122223333:assumed-role/Reader/ada', 'AROAEXAMPLE:ada')
      : xmlError('AccessDenied', 'not authorized to perform: iam:GetRole', 403),
  );
  const { sts, iam } = openClients(target);
  await expect(whoAmI(sts, iam)).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: expect.stringContaining('iam:GetRole'),
  });
});
