import { draft, form, json, type Service, type SignedService } from './opened.ts';
import type { Draft } from './wire.ts';

const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const BUCKET = '/kmsworkshop-111122223333';
const encoded = (value: object): string => encodeURIComponent(JSON.stringify(value));
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['kms:Encrypt'], Resource: '*' }],
};

const kms = (operation: string, input: object): readonly [Service, Draft] => [
  'kms',
  json(`TrentService.${operation}`, JSON.stringify(input)),
];
const ssm = (operation: string, input: object): readonly [Service, Draft] => [
  'ssm',
  json(`AmazonSSM.${operation}`, JSON.stringify(input)),
];
const iam = (body: string): readonly [Service, Draft] => ['iam', form(`Version=2010-05-08&${body}`)];
const sts = (body: string): readonly [Service, Draft] => ['sts', form(`Version=2011-06-15&${body}`)];
const ec2 = (body: string): readonly [Service, Draft] => ['ec2', form(`Version=2016-11-15&${body}`)];
const s3 = (
  method: string,
  target: string,
  rest: Partial<Pick<Draft, 'headers'>> & { readonly body?: string } = {},
): readonly [Service, Draft] => ['s3', draft({ method, target: `${BUCKET}${target}`, ...rest })];

const organizations = (operation: string, input: object): readonly [SignedService, Draft] => [
  'organizations',
  json(`AWSOrganizationsV20161128.${operation}`, JSON.stringify(input)),
];

/** What genuine clients send to each service, reads and writes, before it is signed. */
export const CORPUS: readonly (readonly [SignedService, Draft])[] = [
  kms('Encrypt', { KeyId: KEY, Plaintext: 'c2VjcmV0', EncryptionContext: { a: 'b' } }),
  kms('PutKeyPolicy', { KeyId: KEY, PolicyName: 'default', Policy: JSON.stringify(POLICY) }),
  kms('CreateAlias', { AliasName: 'alias/fuzz', TargetKeyId: KEY }),
  kms('CreateGrant', {
    KeyId: KEY,
    GranteePrincipal: 'arn:aws:iam::111122223333:user/operator',
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { a: 'b' } },
  }),
  kms('TagResource', { KeyId: KEY, Tags: [{ TagKey: 'a', TagValue: 'b' }] }),
  kms('GenerateDataKey', { KeyId: KEY, KeySpec: 'AES_256', EncryptionContext: { a: 'b' } }),
  kms('ListGrants', { KeyId: KEY, Limit: 5 }),
  kms('CreateKey', { Tags: [{ TagKey: 'a', TagValue: 'b' }], Description: 'fuzz' }),
  kms('GetParametersForImport', {
    KeyId: KEY,
    WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
    WrappingKeySpec: 'RSA_2048',
  }),
  iam('Action=CreateUser&UserName=fuzz&Path=%2Ffuzz%2F&Tags.member.1.Key=a&Tags.member.1.Value=b'),
  iam('Action=GetRole&RoleName=KMSWorkshop-InstanceInitRole'),
  iam(`Action=PutUserPolicy&UserName=operator&PolicyName=fuzz&PolicyDocument=${encoded(POLICY)}`),
  iam(
    `Action=CreatePolicy&PolicyName=fuzz&PolicyDocument=${encoded(POLICY)}&Tags.member.1.Key=a&Tags.member.1.Value=b`,
  ),
  iam('Action=ListUsers&MaxItems=1&PathPrefix=%2F'),
  iam(
    `Action=SimulateCustomPolicy&PolicyInputList.member.1=${encoded(POLICY)}&ActionNames.member.1=kms%3AEncrypt&ContextEntries.member.1.ContextKeyName=aws%3AMultiFactorAuthAge&ContextEntries.member.1.ContextKeyType=numeric&ContextEntries.member.1.ContextKeyValues.member.1=5`,
  ),
  sts('Action=GetFederationToken&Name=fuzz&DurationSeconds=900'),
  ec2('Action=DescribeInstances&Filter.1.Name=tag%3AName&Filter.1.Value.1=*&MaxResults=5'),
  ec2(
    'Action=AuthorizeSecurityGroupIngress&GroupId=sg-0123456789abcdef0&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=81&IpPermissions.1.ToPort=81&IpPermissions.1.IpRanges.1.CidrIp=10.0.0.0%2F8',
  ),
  sts('Action=AssumeRole&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fnone&RoleSessionName=fuzz'),
  ec2('Action=CreateTags&ResourceId.1=i-0a1b2c3d4e5f60718&Tag.1.Key=a&Tag.1.Value=b'),
  ec2('Action=DescribeSecurityGroups&GroupId.1=sg-0123456789abcdef0'),
  ssm('DescribeInstanceInformation', { Filters: [{ Key: 'InstanceIds', Values: ['i-0a1b2c3d4e5f60718'] }] }),
  ssm('GetParameter', { Name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' }),
  organizations('ListAccounts', { MaxResults: 5 }),
  organizations('DescribeAccount', { AccountId: '111122223333' }),
  ssm('SendCommand', {
    DocumentName: 'AWS-RunShellScript',
    Targets: [{ Key: 'tag:Name', Values: ['KMSWorkshop-Instance'] }],
    Parameters: { commands: ['cd /home/ec2-user/SampleWebApp || exit 1', "echo 'a' > b"] },
  }),
  s3('PUT', '/fuzz.txt', {
    headers: [
      ['x-amz-server-side-encryption', 'aws:kms'],
      ['x-amz-server-side-encryption-aws-kms-key-id', KEY],
      ['x-amz-meta-a', 'b'],
      ['content-md5', 'XUFAKrxLKna5cZ2REBfFkg=='],
    ],
    body: 'hello',
  }),
  s3('PUT', '/fuzz.txt', {
    headers: [
      ['content-encoding', 'aws-chunked'],
      ['x-amz-content-sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER'],
      ['x-amz-decoded-content-length', '5'],
      ['x-amz-trailer', 'x-amz-checksum-crc32'],
    ],
    body: '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
  }),
  s3('GET', '/SampleFile-KMS.txt?response-content-type=text%2Fplain', { headers: [['range', 'bytes=0-3']] }),
  s3('GET', '?list-type=2&prefix=a&delimiter=%2F&max-keys=2'),
  s3('PUT', '?encryption', {
    body: '<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule></ServerSideEncryptionConfiguration>',
  }),
  s3('POST', '?delete', {
    headers: [['content-md5', 'n4Sb9zZ6vSvAT1jw7AcSeQ==']],
    body: '<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>',
  }),
  s3('POST', '/fuzz.txt?uploads'),
];

/** Requests of a family are read and written in the same way. */
export const FAMILIES: Readonly<Record<string, readonly SignedService[]>> = {
  'KMS, in JSON': ['kms'],
  'Systems Manager and Organizations, in JSON': ['ssm', 'organizations'],
  'IAM and STS, in forms': ['iam', 'sts'],
  'EC2, in forms': ['ec2'],
  'S3, in paths, headers and XML': ['s3'],
};

/** What another process of this user asks of a served sandbox. */
export const administration = (token: string): readonly Draft[] =>
  [
    ['GET', 'info'],
    ['GET', 'credentials/operator'],
    ['GET', 'credentials/user-a-fresh-mfa@111122223333'],
    ['GET', 'web-app/111122223333'],
    ['PUT', 'world', '{"version":1,"home":"111122223333","region":"us-east-1","accounts":{},"sessions":{}}'],
  ].map(([method = '', path = '', body = '']) =>
    draft({
      method,
      target: `/_kms-lab/${path}`,
      headers: [
        ['host', 'localhost'],
        ['authorization', `Bearer ${token}`],
      ],
      body,
    }),
  );
