import { expect, test } from 'vitest';
import type { Statement } from '../../../src/policy/document.ts';
import { adviceOf } from '../../advice.ts';
import { NAMES } from '../opened.ts';
import { type Case, cannedKey, inDays, operatorMayNot, testCases } from './cases.ts';
import type { Setting } from './examined.ts';
import { examineOpened } from './examined.ts';

const leaving = (blocklist: readonly string[]): Partial<Setting> => ({
  leave: { pinned: false, allowProduction: false, allowRoot: false, blocklist },
});
const KEY: readonly Case[] = [
  { of: 'key', when: 'it has its alias', state: 'fine', found: /by its alias alias\/ImportedCMK/ },
  {
    of: 'key',
    when: 'only the sample file leads to it',
    world: ({ home }) => delete home.aliases[NAMES.alias],
    state: 'warning',
    found: /which alias\/ImportedCMK does not point to/,
    remedy: /kms-lab reset/,
  },
  {
    of: 'key',
    when: 'nothing leads to it',
    world: ({ home }) => Object.assign(home, { aliases: {}, buckets: {} }),
    state: 'broken',
    found: /There is no key with the alias "alias\/ImportedCMK" in account 111122223333, region us-east-1/,
    remedy: /--alias NAME.*kms-lab setup/,
    missing: true,
  },
  {
    of: 'key-state',
    when: 'it is to be deleted',
    world: ({ key }) => Object.assign(key, { state: 'PendingDeletion', deletionDate: inDays(7) }),
    state: 'broken',
    found: /is scheduled for deletion on \d{4}-/,
    remedy: /^aws kms cancel-key-deletion --key-id \S+; aws kms enable-key/,
  },
  {
    of: 'key',
    when: 'the alias is one of AWS’s own',
    setting: () => ({ names: { ...NAMES, alias: 'alias/aws/s3' } }),
    state: 'broken',
    found: /is the alias of a key that AWS manages/,
    remedy: /customer managed key/,
  },
  {
    of: 'key',
    when: 'the operator may not look',
    world: operatorMayNot('kms:DescribeKey'),
    state: 'unknown',
    found: /kms:DescribeKey/,
    remedy: /denies kms:DescribeKey explicitly/,
  },
  {
    of: 'key-state',
    when: 'it is enabled',
    state: 'fine',
    found: /Enabled, with imported material that ends in \d+ days/,
  },
  {
    of: 'key-state',
    when: 'its material does not end',
    world: ({ key }) => delete key.validTo,
    state: 'fine',
    found: /does not end/,
  },
  {
    of: 'key-state',
    when: 'its material ends within a week',
    world: ({ key }) => Object.assign(key, { validTo: inDays(3) }),
    state: 'warning',
    found: /ends in 3 days/,
    remedy: /import it again/,
  },
  {
    of: 'key-state',
    when: 'it is disabled',
    world: ({ key }) => Object.assign(key, { state: 'Disabled' }),
    state: 'broken',
    found: /is disabled/,
    remedy: /^aws kms enable-key --key-id [\w-]+$/,
  },
  {
    of: 'key-state',
    when: 'it is pending import',
    world: ({ key }) => {
      Object.assign(key, { state: 'PendingImport' });
      delete key.material;
      delete key.validTo;
    },
    state: 'broken',
    found: /has no key material/,
    remedy: /kms-lab teardown --delete-key [\w-]+; kms-lab setup$/,
  },
  {
    of: 'key-state',
    when: 'it is none of the workshop’s kind',
    world: ({ key }) => {
      Object.assign(key, { origin: 'AWS_KMS' });
      delete key.validTo;
    },
    state: 'warning',
    found: /its origin is AWS_KMS/,
    remedy: /--alias NAME/,
  },
  { of: 'key-blocklist', when: 'there is none', state: 'fine', found: /no key is on a blocklist/ },
  {
    of: 'key-blocklist',
    when: 'it has others',
    setting: () => leaving(['alias/aws/s3']),
    state: 'fine',
    found: /the key is not on it/,
  },
  {
    of: 'key-blocklist',
    when: 'the key is on it',
    setting: () => leaving(['ImportedCMK']),
    state: 'warning',
    found: /is on the blocklist, as ImportedCMK/,
    remedy: /--alias NAME/,
  },
  { of: 'key-policy-size', when: 'small', state: 'fine', found: /^\d{2,3} of 32,768 bytes$/ },
  {
    of: 'key-policy-size',
    when: 'nearly too large',
    world: ({ key }) => {
      const [first] = [key.policy.Statement].flat();
      const long = Array.from({ length: 900 }, (_, index) => `kms:Describe${index}-${'x'.repeat(20)}`);
      key.policy = { ...key.policy, Statement: [first!, { ...first!, Sid: 'long', Action: long }] };
    },
    state: 'warning',
    found: /3\d,\d{3} of 32,768 bytes: it may not be possible to write it back/,
    remedy: /checkpoint save/,
  },
  { of: 'key-policy-principals', when: 'all are there', state: 'fine', found: /key policy exists/ },
  {
    of: 'key-policy-principals',
    when: 'one was deleted',
    world: ({ key }) => {
      const [first] = [key.policy.Statement].flat();
      const principal = { AWS: 'AIDAQ5XJC7WHW7ONN25KY' };
      key.policy = { ...key.policy, Statement: [first!, { ...first!, Sid: 'gone', Principal: principal }] };
    },
    state: 'warning',
    found: /names AIDAQ5XJC7WHW7ONN25KY, a user that was deleted: KMS accepts no such principal/,
    remedy: /remove it from the key policy/,
  },
  { of: 'condition-keys', when: 'all are supplied', state: 'fine', found: /every condition key/ },
  ...(['key', 'role'] as const).map(
    (where): Case => ({
      of: 'condition-keys',
      when: `the ${where}’s policy depends on a VPC endpoint`,
      world: (world) => {
        const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } };
        const statement: Statement = { Effect: 'Deny', Action: 'kms:TagResource', Resource: '*', Condition };
        const [first] = [world.key.policy.Statement].flat();
        if (where === 'key') {
          const Statement = [first!, { ...statement, Principal: '*' as const }];
          world.key.policy = { ...world.key.policy, Statement };
        } else {
          Object.values(world.home.roles)[0]!.inline.Other = {
            Version: '2012-10-17',
            Statement: [statement],
          };
        }
      },
      state: 'warning',
      found:
        /“aws:SourceVpce” in (the key policy|Other) decides .* not supplied here.* not through a VPC endpoint/,
      remedy: /try it on AWS/,
    }),
  ),
];

testCases(KEY);

test.each([
  [
    'key',
    'another account’s',
    { Arn: 'arn:aws:kms:us-east-1:444455556666:key/1' },
    /belongs to another account/,
    /customer managed key of this account/,
  ],
  ['key', 'AWS’s own', { KeyManager: 'AWS' }, /is managed by AWS/, /customer managed key/],
  ['key-state', 'for signatures', { KeyUsage: 'SIGN_VERIFY', KeySpec: 'RSA_2048' }, /SIGN_VERIFY/, /--alias/],
  ['key-state', 'being made', { KeyState: 'Creating' }, /is in the state Creating/, /describe-key/],
  [
    'key-state',
    'without the material that ended',
    { KeyState: 'PendingImport', ValidTo: 1_750_000_000 },
    /has no key material, which expired on 2025-06-15/,
    /kms-lab teardown --delete-key/,
  ],
])('%s: %s', async (id, _when, metadata, found, remedy) => {
  const { of } = await examineOpened(await cannedKey(metadata));
  expect({ ...of(id), advice: adviceOf(of(id)) }).toMatchObject({
    state: 'broken',
    found: expect.stringMatching(found),
    advice: expect.stringMatching(remedy),
  });
});
