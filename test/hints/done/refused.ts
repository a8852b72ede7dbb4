import { CreateUserCommand } from '@aws-sdk/client-iam';
import { EnableKeyCommand, KMSClient, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { documentedKeyPolicy } from '../../../steps/documents/index.ts';
import { allowing, denying, SEEDED } from '../../home/edits/edit.ts';
import { FACTS } from '../attempt.ts';
import { detached, inline, keyPolicy, STRIPPED, version } from './deeds.ts';
import { at, type Row } from './row.ts';

const WANTED = documentedKeyPolicy('account-only', 'corrected', FACTS);
const TEXT = JSON.stringify(WANTED);

/** What AWS refused, at the steps whose documents it would have been. */
export const REFUSED: readonly Row[] = [
  ...at('strip-decrypt', [
    [
      'a file name without file:// as a version',
      version('k1.json', true),
      'write-refused',
      /CreatePolicyVersion \(\d\d:\d\d\)[\s\S]*file:\/\//,
    ],
    ['a version cut short', version(STRIPPED.slice(0, -2), true), 'write-refused', /not valid JSON/],
    ['a key policy as the policy of the role', version(TEXT, true), 'write-refused', /no Principal/],
    [
      'a version of a policy that is not there',
      version(STRIPPED, true, `${SEEDED.policyArn}X`),
      'write-refused',
      /The policy of the page is arn/,
    ],
    [
      'a version of a name that is no ARN',
      version(STRIPPED, true, SEEDED.policy),
      'write-refused',
      /The policy of the page is arn/,
    ],
    [
      'a wrong role name',
      inline('x', STRIPPED, 'KMSWorkshop-InstanceInitRol'),
      'write-refused',
      /InstanceInitRol cannot be found[\s\S]*KMSWorkshop-InstanceInitRole/,
    ],
    [
      'a file name as an inline policy',
      inline('x', 'k1.json'),
      'write-refused',
      /PutRolePolicy[\s\S]*file:\/\//,
    ],
    ['detached under a wrong ARN', detached(`${SEEDED.policyArn}X`), 'write-refused', /DetachRolePolicy/],
    [
      'an alias to enable a key',
      ({ kms }) => kms.send(new EnableKeyCommand({ KeyId: SEEDED.alias })),
      'write-refused',
      /not an alias/,
    ],
    [
      'a user who is there',
      ({ iam }) => iam.send(new CreateUserCommand({ UserName: 'operator' })),
      'write-refused',
      /already exists/,
    ],
    [
      'a refusal, and then the right document in a version that is not the default',
      [version('k1.json', true), version(STRIPPED, false)],
      'version-not-default',
      /has what the step wants/,
    ],
    [
      'an inline Deny, and then a refusal',
      [inline('no', denying('kms:Decrypt')), version('k1.json', true)],
      'role-inline-changed',
      /denies kms:Decrypt[\s\S]*Then look at the change that AWS refused/,
    ],
    [
      'a wrong version, and then a refusal',
      [version(allowing('kms:*'), true), version('k1.json', true)],
      'write-refused',
      /file:\/\//,
    ],
  ]),
  ...at('key-policy-account-only', [
    [
      'a file name without file:// as a key policy',
      keyPolicy('k1.json'),
      'write-refused',
      /PutKeyPolicy \(\d\d:\d\d\)[\s\S]*file:\/\//,
    ],
    ['a key policy cut short', keyPolicy(TEXT.slice(0, -1)), 'write-refused', /not valid JSON/],
    [
      'an alias for the key id',
      keyPolicy(WANTED, SEEDED.alias),
      'write-refused',
      /not an alias[\s\S]*1b2c3d4e/,
    ],
    [
      'a Region where the key is not',
      async ({ kms }) => {
        const { credentials, endpoint } = kms.config;
        const elsewhere = new KMSClient({
          region: 'eu-west-1',
          credentials,
          ...(endpoint ? { endpoint } : {}),
        });
        await elsewhere.send(new PutKeyPolicyCommand({ KeyId: SEEDED.key, Policy: TEXT }));
      },
      'write-refused',
      /sent to the Region eu-west-1, and the key is in us-east-1[\s\S]*Send it to us-east-1/,
    ],
    [
      'a key that is not there',
      keyPolicy(WANTED, '99999999-0000-4000-8000-000000000000'),
      'write-refused',
      /The key of the page is 1b2c3d4e/,
    ],
    [
      'a principal who does not exist',
      keyPolicy(TEXT.replace(':role/', ':role/No')),
      'write-refused',
      /does not exist/,
    ],
    ['the policy of the role as a key policy', keyPolicy(STRIPPED), 'write-refused', /needs a Principal/],
    [
      'a key policy that shuts its author out',
      keyPolicy(TEXT.replaceAll('kms:*', 'kms:Decrypt')),
      'lock-out-refused',
      /“The new key policy will not allow you[\s\S]*does not allow you kms:PutKeyPolicy/,
    ],
  ]),
];
