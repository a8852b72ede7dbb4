import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aws } from './aws-cli.ts';
import { type Clients, openScene } from './scene.ts';
import { commandsIn } from './shell-words.ts';
import { typeLine, typeSuggestion } from './typed.ts';

describe('words of a shell', () => {
  test.each([
    ['aws iam list-users', [['aws', 'iam', 'list-users']]],
    ["a 'b c' d", [['a', 'b c', 'd']]],
    [`a 'it'\\''s'`, [['a', "it's"]]],
    [`a "b \\"c\\" \\d" ''`, [['a', 'b "c" \\d', '']]],
    ['a b\\ c', [['a', 'b c']]],
    ['a \\\n  b', [['a', 'b']]],
    ['a && b c', [['a'], ['b', 'c']]],
    ['a --x=\'{"Statement":[]}\'', [['a', '--x={"Statement":[]}']]],
    ['a b#c', [['a', 'b#c']]],
    ['a s3://bucket/key', [['a', 's3://bucket/key']]],
  ])('%s', (line, commands) => {
    expect(commandsIn(line)).toEqual(commands);
  });

  test.each([
    'a <id>',
    'a $HOME',
    'a "$HOME"',
    'a `b`',
    'a | b',
    'a; b',
    'a & b',
    'a || b',
    'a > b',
    'a # b',
    "a 'b",
    'a *',
    '(a)',
    '!a',
    '&& a',
    'a &&',
    '',
    'a\nb',
  ])('refused: %s', (line) => {
    expect(() => commandsIn(line)).toThrow();
  });
});

/** Receives what is sent, instead of a client. */
function recording() {
  const sent: unknown[] = [];
  const client = {
    send: async (command: { readonly constructor: { readonly name: string }; readonly input: object }) => {
      sent.push([command.constructor.name, command.input]);
      return {};
    },
  };
  const clients = { kms: client, iam: client, ec2: client, s3: client, ssm: client } as unknown as Clients;
  return { sent, clients };
}

const folder = mkdtempSync(join(tmpdir(), 'kms-lab-typed-'));
writeFileSync(join(folder, 'doc.json'), '{"a":1}');
writeFileSync(join(folder, 'bytes'), 'bytes');

describe('aws', () => {
  test.each<[line: string, command: string, input: object]>([
    [
      'iam attach-role-policy --role-name r --policy-arn a',
      'AttachRolePolicyCommand',
      { RoleName: 'r', PolicyArn: 'a' },
    ],
    [
      'iam create-policy-version --policy-arn a --policy-document {"a":1} --set-as-default',
      'CreatePolicyVersionCommand',
      { PolicyArn: 'a', PolicyDocument: '{"a":1}', SetAsDefault: true },
    ],
    [
      'iam create-policy-version --policy-arn=a --policy-document=x --no-set-as-default',
      'CreatePolicyVersionCommand',
      { PolicyArn: 'a', PolicyDocument: 'x', SetAsDefault: false },
    ],
    [
      `kms put-key-policy --key-id k --policy-name default --policy file://${folder}/doc.json`,
      'PutKeyPolicyCommand',
      { KeyId: 'k', PolicyName: 'default', Policy: '{"a":1}' },
    ],
    [
      'kms schedule-key-deletion --key-id k --pending-window-in-days 7',
      'ScheduleKeyDeletionCommand',
      { KeyId: 'k', PendingWindowInDays: 7 },
    ],
    [
      'kms create-grant --key-id k --grantee-principal p --operations Decrypt Encrypt',
      'CreateGrantCommand',
      { KeyId: 'k', GranteePrincipal: 'p', Operations: ['Decrypt', 'Encrypt'] },
    ],
    [
      'ec2 start-instances --instance-ids i-1 --region us-east-1 --no-cli-pager',
      'StartInstancesCommand',
      { InstanceIds: ['i-1'] },
    ],
    [
      'ec2 create-tags --resources i-1 --tags Key=Name,Value=x',
      'CreateTagsCommand',
      { Resources: ['i-1'], Tags: [{ Key: 'Name', Value: 'x' }] },
    ],
    [
      'ec2 create-tags --resources i-1 --tags [{"Key":"Name","Value":"x"}]',
      'CreateTagsCommand',
      { Resources: ['i-1'], Tags: [{ Key: 'Name', Value: 'x' }] },
    ],
    [
      'ec2 describe-instances --filters Name=tag:Name,Values=a,b --max-results 5',
      'DescribeInstancesCommand',
      { Filters: [{ Name: 'tag:Name', Values: ['a', 'b'] }], MaxResults: 5 },
    ],
    [
      'ec2 authorize-security-group-ingress --group-id sg-1 --protocol tcp --port 80 --cidr 0.0.0.0/0',
      'AuthorizeSecurityGroupIngressCommand',
      { GroupId: 'sg-1', IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' },
    ],
    [
      'iam deactivate-mfa-device --user-name u --serial-number s',
      'DeactivateMFADeviceCommand',
      { UserName: 'u', SerialNumber: 's' },
    ],
    [
      `kms import-key-material --key-id k --import-token fileb://${folder}/bytes --encrypted-key-material AAAA`,
      'ImportKeyMaterialCommand',
      { KeyId: 'k', ImportToken: Buffer.from('bytes'), EncryptedKeyMaterial: Buffer.from('AAAA', 'base64') },
    ],
    [
      `s3api put-object --bucket b --key k --body ${folder}/bytes --server-side-encryption aws:kms --ssekms-key-id i`,
      'PutObjectCommand',
      {
        ...{ Bucket: 'b', Key: 'k', Body: Buffer.from('bytes') },
        ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'i' },
      },
    ],
    ['s3 rm s3://b/k/l', 'DeleteObjectCommand', { Bucket: 'b', Key: 'k/l' }],
    [
      `s3 cp ${folder}/bytes s3://b/ --sse aws:kms --sse-kms-key-id i`,
      'PutObjectCommand',
      {
        ...{ Bucket: 'b', Key: 'bytes', Body: Buffer.from('bytes') },
        ...{ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'i' },
      },
    ],
  ])('%s', async (line, command, input) => {
    const { sent, clients } = recording();
    await aws(line.split(' '), clients);
    expect(sent).toEqual([[command, input]]);
  });

  test.each([
    ['lambda list-functions', 'lambda'],
    ['iam make-coffee', 'make-coffee'],
    ['iam get-user --user-nam u', '--user-nam'],
    ['iam get-user u', '“u”'],
    ['iam get-user --user-name a b', '--user-name'],
    ['iam get-user --user-name', '--user-name'],
    ['ec2 wait instance-happy --instance-ids i', 'instance-happy'],
    ['s3 sync a b', 's3 sync'],
    ['s3 rm b/k', 'b/k'],
    ['s3 rm s3://b/k --recursive yes', '--recursive'],
    ['', 'no such service'],
  ])('unknown: %s', async (line, named) => {
    const { sent, clients } = recording();
    await expect(aws(line.split(' '), clients)).rejects.toThrow(named);
    expect(sent).toEqual([]);
  });
});

test('lines and suggestions, on a sandbox', async () => {
  const scene = await openScene();
  const given: (readonly string[])[] = [];
  const terminal = {
    clients: scene.clients(),
    kmsLab: async (argv: readonly string[]) => given.push(argv) - 1,
  };
  const instance = 'i-0a1b2c3d4e5f60718';
  try {
    const shell = `aws ec2 stop-instances --instance-ids ${instance} && aws ec2 wait instance-stopped --instance-ids ${instance}`;
    expect(await typeSuggestion({ shell }, terminal)).toEqual({ typed: shell, exitCode: 0 });

    const waiting = `aws ec2 wait instance-running --instance-ids ${instance} && kms-lab run`;
    expect(await typeLine(waiting, terminal)).toMatchObject({
      exitCode: 254,
      why: expect.stringContaining('instance-running'),
    });
    expect(given).toEqual([]);

    const refused = await typeLine('aws iam delete-user --user-name nobody', terminal);
    expect(refused).toMatchObject({ exitCode: 254, why: expect.stringContaining('NoSuchEntity') });

    await typeSuggestion({ run: ['reset', '--operator', 'root'] }, terminal);
    expect(await typeLine('kms-lab rollback --to baseline && aws iam list-users', terminal)).toMatchObject({
      exitCode: 1,
    });
    expect(given).toEqual([
      ['reset', '--operator', 'root'],
      ['rollback', '--to', 'baseline'],
    ]);
    await expect(typeLine('rm -rf /', terminal)).rejects.toThrow('“rm”');
    await expect(typeLine('aws kms enable-key --key-id <id>', terminal)).rejects.toThrow('<id>');
  } finally {
    await scene.close();
  }
});
