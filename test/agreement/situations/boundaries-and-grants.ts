import { allow, grant, roleBoundary, userArn } from '../edits.ts';
import { BUCKET, SAMPLE } from '../hands.ts';
import type { Subject } from '../situation.ts';

const EVERYTHING_ELSE = ['s3:*', 'ec2:*', 'ssm:*', 'ssmmessages:*', 'ec2messages:*'];
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html#encryption-context */
const CONTEXT = { 'aws:s3:arn': `arn:aws:s3:::${BUCKET}/${SAMPLE}` };

/** By name, or by id. */
const GRANT = /by-grant|[0-9a-f]{64}/;

export const boundariesAndGrants: Subject = {
  title: 'Permissions boundaries and grants of the role',
  situations: [
    {
      name: 'a boundary without kms:Decrypt',
      arrange: (hands) =>
        roleBoundary(
          hands,
          'NoDecryptBoundary',
          allow([...EVERYTHING_ELSE, 'kms:Encrypt', 'kms:GenerateDataKey']),
        ),
      expect: { runs: false, names: /NoDecryptBoundary/, at: 'show-key-policy' },
    },
    {
      name: 'a boundary without kms:GenerateDataKey',
      arrange: (hands) =>
        roleBoundary(hands, 'NoDataKeyBoundary', allow([...EVERYTHING_ELSE, 'kms:Encrypt', 'kms:Decrypt'])),
      expect: { runs: false, names: /NoDataKeyBoundary/, at: 'show-key-policy' },
    },
    {
      name: 'a boundary without S3',
      arrange: (hands) => roleBoundary(hands, 'NoS3Boundary', allow(['kms:*', 'ec2:*', 'ssm:*'])),
      expect: { runs: false, names: /NoS3Boundary/, at: 'start-web-app' },
    },
    {
      name: 'a boundary that allows all of it',
      arrange: (hands) => roleBoundary(hands, 'WideBoundary', allow([...EVERYTHING_ELSE, 'kms:*'])),
      expect: { runs: true },
    },
    {
      name: 'a grant of Decrypt to the role',
      arrange: (hands) => grant(hands, ['Decrypt']),
      expect: { runs: false, names: GRANT, at: 'strip-decrypt' },
    },
    {
      name: 'a grant of Encrypt to the role',
      arrange: (hands) => grant(hands, ['Encrypt', 'DescribeKey']),
      expect: { runs: true },
    },
    {
      name: 'a grant of Decrypt for the encryption context that S3 sends',
      arrange: (hands) => grant(hands, ['Decrypt'], { Constraints: { EncryptionContextSubset: CONTEXT } }),
      expect: { runs: false, names: GRANT, at: 'open-sample-file' },
    },
    {
      name: 'a grant of Decrypt for another encryption context',
      arrange: (hands) =>
        grant(hands, ['Decrypt'], { Constraints: { EncryptionContextEquals: { department: 'finance' } } }),
      expect: { runs: true },
    },
    {
      name: 'a grant of Decrypt to another user',
      arrange: (hands) => grant(hands, ['Decrypt'], { GranteePrincipal: userArn('another-admin') }),
      expect: { runs: true },
    },
    {
      name: 'after open-sample-file: a grant of Decrypt to the role',
      after: 'open-sample-file',
      arrange: (hands) => grant(hands, ['Decrypt']),
      expect: { runs: false, names: GRANT, at: 'open-sample-file' },
    },
  ],
};
