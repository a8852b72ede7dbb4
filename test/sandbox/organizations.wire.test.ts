import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { openSandbox } from '../../src/sandbox/sandbox.ts';
import { HOME, refusal } from './home.ts';
import { freshDirectory, serve } from './served.ts';

const MANAGEMENT = '999988887777';
const SECOND = '222200000002';
const ADMIN = 'org-admin';
const ROLE = `arn:aws:iam::${SECOND}:role/OrganizationAccountAccessRole`;

describe('an organization', () => {
  test('lists its management account and its members, at most twenty per page', async () => {
    const { client } = await serve({ accounts: 25 });
    const organizations = client(OrganizationsClient, ADMIN);
    const pages: (readonly string[])[] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client: organizations }, {})) {
      pages.push(Accounts.map(({ Id = '' }) => Id));
    }
    expect(pages.map(({ length }) => length)).toEqual([20, 6]);
    expect(new Set(pages.flat()).size).toBe(26);
    expect(pages[0]?.slice(0, 3)).toEqual([MANAGEMENT, HOME, SECOND]);
  });

  test('describes itself, its root and each account', async () => {
    const { client } = await serve({ accounts: 2 });
    const organizations = client(OrganizationsClient, ADMIN);
    const { Organization } = await organizations.send(new DescribeOrganizationCommand({}));
    expect(Organization).toMatchObject({ MasterAccountId: MANAGEMENT, FeatureSet: 'ALL' });
    const { Account } = await organizations.send(new DescribeAccountCommand({ AccountId: SECOND }));
    expect(Account).toMatchObject({ Id: SECOND, Name: 'workshop-002', State: 'ACTIVE', Status: 'ACTIVE' });
    expect(Account?.Arn).toBe(`arn:aws:organizations::${MANAGEMENT}:account/${Organization?.Id}/${SECOND}`);
    const { Roots } = await organizations.send(new ListRootsCommand({}));
    expect(Roots).toMatchObject([{ Name: 'Root' }]);
    const ParentId = Roots?.[0]?.Id ?? '';
    const { Accounts } = await organizations.send(new ListAccountsForParentCommand({ ParentId }));
    expect(Accounts?.map(({ Id }) => Id)).toEqual([MANAGEMENT, HOME, SECOND]);
    const units = await organizations.send(new ListOrganizationalUnitsForParentCommand({ ParentId }));
    expect(units.OrganizationalUnits).toEqual([]);
  });

  test.each([
    ['accounts', ListAccountsForParentCommand],
    ['organizational units', ListOrganizationalUnitsForParentCommand],
  ])('has no %s in a parent that does not exist', async (_, Command) => {
    const { client } = await serve({ accounts: 2 });
    const answer = client(OrganizationsClient, ADMIN).send(new Command({ ParentId: 'ou-kmsw-12345678' }));
    expect(await refusal(answer)).toMatchObject({ code: 'ParentNotFoundException', status: 400 });
  });

  test.each([
    ['more than 20 to a page', { MaxResults: 21 }],
    ['none to a page', { MaxResults: 0 }],
    ['a token of somebody else', { NextToken: 'bm9uc2Vuc2U' }],
  ])('refuses %s', async (_, input) => {
    const { client } = await serve({ accounts: 2 });
    const answer = client(OrganizationsClient, ADMIN).send(new ListAccountsCommand(input));
    expect(await refusal(answer)).toMatchObject({ code: 'InvalidInputException', status: 400 });
  });

  test.each([
    ['a member account', 'operator', 'AccessDeniedException'],
    ['an account outside of it', 'outsider', 'AccessDeniedException'],
    ['the outsider’s root', 'root@444455556666', 'AWSOrganizationsNotInUseException'],
  ])('does not list its accounts to %s', async (_, who, code) => {
    const { client } = await serve({ accounts: 2 });
    const answer = client(OrganizationsClient, who).send(new ListAccountsCommand({}));
    expect(await refusal(answer)).toMatchObject({ code });
  });

  test('knows no account except its own', async () => {
    const { client } = await serve({ accounts: 2 });
    const answer = client(OrganizationsClient, ADMIN).send(
      new DescribeAccountCommand({ AccountId: '444455556666' }),
    );
    expect(await refusal(answer)).toMatchObject({ code: 'AccountNotFoundException', status: 400 });
  });
});

describe('a member account', () => {
  test('is a workshop account of its own', async () => {
    const { client } = await serve({ accounts: 2 });
    const who = `operator@${SECOND}`;
    const { KeyMetadata } = await client(KMSClient, who).send(
      new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }),
    );
    expect(KeyMetadata).toMatchObject({ AWSAccountId: SECOND, Origin: 'EXTERNAL', KeyState: 'Enabled' });
    const { Body } = await client(S3Client, who).send(
      new GetObjectCommand({ Bucket: `kmsworkshop-${SECOND}`, Key: 'SampleFile-KMS.txt' }),
    );
    expect(await Body?.transformToString()).toContain('Secret Text');
  });

  test('can be entered by the management account with OrganizationAccountAccessRole, and by no one else', async () => {
    const { client, sandbox } = await serve({ accounts: 2 });
    const assume = new AssumeRoleCommand({ RoleArn: ROLE, RoleSessionName: 'reset' });
    expect(await refusal(client(STSClient, 'operator').send(assume))).toMatchObject({ code: 'AccessDenied' });
    const { Credentials } = await client(STSClient, ADMIN).send(assume);
    const kms = new KMSClient({
      endpoint: sandbox.endpoint,
      region: sandbox.region,
      credentials: {
        accessKeyId: Credentials!.AccessKeyId!,
        secretAccessKey: Credentials!.SecretAccessKey!,
        sessionToken: Credentials!.SessionToken!,
      },
    });
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: 'alias/ImportedCMK' }));
    expect(KeyMetadata?.AWSAccountId).toBe(SECOND);
  });
});

test('the world remembers its accounts, and only grows', async () => {
  const directory = freshDirectory();
  const ids = async (accounts?: number) => {
    const sandbox = await openSandbox({ directory, ...(accounts === undefined ? {} : { accounts }) });
    const found = sandbox.info().accounts.map(({ id }) => id);
    await sandbox.close();
    return found.length;
  };
  // In addition, there are an outsider's account and the management account.
  expect([await ids(2), await ids(), await ids(4), await ids(3)]).toEqual([4, 4, 6, 6]);
});

test('without an organization there is none to ask', async () => {
  const { client } = await serve();
  const answer = client(OrganizationsClient).send(new DescribeOrganizationCommand({}));
  expect(await refusal(answer)).toMatchObject({ code: 'AWSOrganizationsNotInUseException' });
});
