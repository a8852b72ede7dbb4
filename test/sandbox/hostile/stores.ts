import { draft, form, json, type Service } from './opened.ts';
import type { Draft } from './wire.ts';

type Asked = readonly [Service, Draft];

/** Something that the sandbox keeps under a name that a request chose. */
export interface Store {
  readonly create: (name: string) => Asked;
  /** Its answer has the name while it is there, and not before or after. */
  readonly read: (name: string) => Asked;
  readonly remove: (name: string) => Asked;
}

const KEY = '1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const INSTANCE = 'i-0a1b2c3d4e5f60718';
const BUCKET = '/kmsworkshop-111122223333';
const OPERATOR = 'arn:aws:iam::111122223333:user/operator';
const ROLE = 'KMSWorkshop-InstanceInitRole';
const POLICY = 'arn:aws:iam::111122223333:policy/KMSWorkshop-AdditionalPermissions';
const MFA = 'arn:aws:iam::111122223333:mfa';

const document = (statement: object): string =>
  encodeURIComponent(
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] }),
  );
const PERMITS = document({ Action: 'kms:ListKeys', Resource: '*' });
const TRUST = document({ Principal: { AWS: OPERATOR }, Action: 'sts:AssumeRole' });

export const iam = (body: string): Asked => ['iam', form(`Version=2010-05-08&Action=${body}`)];
export const ec2 = (body: string): Asked => ['ec2', form(`Version=2016-11-15&Action=${body}`)];
export const kms = (operation: string, input: object): Asked => [
  'kms',
  json(`TrentService.${operation}`, JSON.stringify({ KeyId: KEY, ...input })),
];
export const s3 = (method: string, target: string, rest: Partial<Draft> = {}): Asked => [
  's3',
  draft({ method, target: `${BUCKET}${target}`, ...rest, body: rest.body ?? '' }),
];
export const shell = (command: string): Asked => [
  'ssm',
  json(
    'AmazonSSM.SendCommand',
    JSON.stringify({
      DocumentName: 'AWS-RunShellScript',
      InstanceIds: [INSTANCE],
      Parameters: { commands: ['cd /home/ec2-user/SampleWebApp || exit 1', command] },
    }),
  ),
];

const inlineOf = (kind: string, holder: string): Store => ({
  create: (name) =>
    iam(`Put${kind}Policy&${kind}Name=${holder}&PolicyName=${name}&PolicyDocument=${PERMITS}`),
  read: () => iam(`List${kind}Policies&${kind}Name=${holder}`),
  remove: (name) => iam(`Delete${kind}Policy&${kind}Name=${holder}&PolicyName=${name}`),
});
const tagsOf = (kind: string, holder: string): Store => ({
  create: (name) => iam(`Tag${kind}&${holder}&Tags.member.1.Key=${name}&Tags.member.1.Value=x`),
  read: () => iam(`List${kind}Tags&${holder}`),
  remove: (name) => iam(`Untag${kind}&${holder}&TagKeys.member.1=${name}`),
});
/** Its list holds the name; a refusal would repeat it anyway. */
const entity = (kind: string, list: string, more = ''): Store => ({
  create: (name) => iam(`Create${kind}&${kind}Name=${name}${more}`),
  read: () => iam(list),
  remove: (name) => iam(`Delete${kind}&${kind}Name=${name}`),
});

export const STORES: Readonly<Record<string, Store>> = {
  users: entity('User', 'ListUsers'),
  groups: entity('Group', 'ListGroups'),
  roles: entity('Role', 'ListRoles', `&AssumeRolePolicyDocument=${TRUST}`),
  'instance profiles': entity('InstanceProfile', 'ListInstanceProfiles'),
  'managed policies': {
    create: (name) => iam(`CreatePolicy&PolicyName=${name}&PolicyDocument=${PERMITS}`),
    read: () => iam('ListPolicies&Scope=Local'),
    remove: (name) => iam(`DeletePolicy&PolicyArn=arn:aws:iam::111122223333:policy/${name}`),
  },
  'MFA devices': {
    create: (name) => iam(`CreateVirtualMFADevice&VirtualMFADeviceName=${name}`),
    read: () => iam('ListVirtualMFADevices'),
    remove: (name) => iam(`DeleteVirtualMFADevice&SerialNumber=${MFA}/${name}`),
  },
  'inline policies of a user': inlineOf('User', 'operator'),
  'inline policies of a role': inlineOf('Role', ROLE),
  'tags of a user': tagsOf('User', 'UserName=operator'),
  'tags of a role': tagsOf('Role', `RoleName=${ROLE}`),
  'tags of a policy': tagsOf('Policy', `PolicyArn=${POLICY}`),
  'tags of an instance profile': tagsOf('InstanceProfile', `InstanceProfileName=${ROLE}`),
  'tags of an instance': {
    create: (name) => ec2(`CreateTags&ResourceId.1=${INSTANCE}&Tag.1.Key=${name}&Tag.1.Value=x`),
    read: () => ec2('DescribeInstances'),
    remove: (name) => ec2(`DeleteTags&ResourceId.1=${INSTANCE}&Tag.1.Key=${name}`),
  },
  aliases: {
    create: (name) => kms('CreateAlias', { KeyId: undefined, AliasName: `alias/${name}`, TargetKeyId: KEY }),
    read: () => kms('ListAliases', { KeyId: undefined }),
    remove: (name) => kms('DeleteAlias', { KeyId: undefined, AliasName: `alias/${name}` }),
  },
  'tags of a key': {
    create: (name) => kms('TagResource', { Tags: [{ TagKey: name, TagValue: 'x' }] }),
    read: () => kms('ListResourceTags', {}),
    remove: (name) => kms('UntagResource', { TagKeys: [name] }),
  },
  objects: {
    create: (name) => s3('PUT', `/${name}`),
    read: () => s3('GET', '?list-type=2'),
    remove: (name) => s3('DELETE', `/${name}`),
  },
  'tags of a bucket': {
    create: (name) =>
      s3('PUT', '?tagging', {
        body: Buffer.from(
          `<Tagging><TagSet><Tag><Key>${name}</Key><Value>x</Value></Tag></TagSet></Tagging>`,
        ),
      }),
    read: () => s3('GET', '?tagging'),
    remove: () => s3('DELETE', '?tagging'),
  },
};
