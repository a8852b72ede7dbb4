import { denying } from '../../home/edits/edit.ts';
import type { Deed } from './bench.ts';
import { edit, inline } from './deeds.ts';
import type { Row } from './row.ts';

/** Single mistakes, in the order in which they are fixed: the hint is about the first, and says where the other is. */
const SINGLES: readonly {
  readonly name: string;
  readonly does: Deed;
  readonly hint: string;
  /** Of the first of two. */
  readonly says: string;
  /** Of the second of two. */
  readonly where: string;
  /** After that one it is refused. */
  readonly refusedAfter?: string;
}[] = [
  {
    name: 'the key disabled',
    does: edit('key: disabled'),
    hint: 'thing-missing',
    says: 'is disabled',
    where: 'the key alias/ImportedCMK',
  },
  {
    name: 'the policy detached',
    does: edit('role policy: detached'),
    hint: 'thing-missing',
    says: 'not attached to the role',
    where: 'the policy KMSWorkshop-AdditionalPermissions of role',
  },
  {
    name: 'the instance stopped',
    does: edit('instance: stopped'),
    hint: 'thing-missing',
    says: 'is stopped',
    where: 'the instance KMSWorkshop-Instance',
  },
  {
    name: 'AdministratorAccess attached',
    does: edit('role: an AWS managed policy attached'),
    hint: 'role-attached-changed',
    says: 'AdministratorAccess is newly attached',
    where: 'the policies attached to',
  },
  {
    name: 'an inline Deny',
    does: inline('deny-decrypt', denying('kms:Decrypt')),
    hint: 'role-inline-changed',
    says: 'deny-decrypt denies kms:Decrypt',
    where: 'the inline policies of',
  },
  {
    name: 'a boundary',
    does: edit('role: a permissions boundary without KMS'),
    hint: 'role-boundary-changed',
    says: 'permissions boundary AmazonS3FullAccess',
    where: 'the permissions boundary of',
  },
  {
    name: 'a grant to the role',
    does: edit('grant: Decrypt, to the role'),
    hint: 'grants-changed',
    says: 'has a new grant',
    where: 'the grants on the key',
    refusedAfter: 'the key disabled',
  },
  {
    name: 'a bucket policy',
    does: edit('bucket: a policy that denies the role'),
    hint: 'bucket-policy-changed',
    says: 'has a policy, and had none before',
    where: 'the policy of the bucket',
  },
  {
    name: 'a wider version of the policy',
    does: edit('role policy: a wider version: kms:*'),
    hint: 'role-still-decrypts',
    says: 'still allows kms:Decrypt',
    where: 'the policy KMSWorkshop-AdditionalPermissions',
  },
  {
    name: 'a user made',
    does: edit('another user: created'),
    hint: 'other-users-changed',
    says: 'carol is new',
    where: 'the other IAM users',
  },
];

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Each two of them, in both orders. */
export const PAIRS: readonly Row[] = SINGLES.flatMap((first, index) =>
  SINGLES.slice(index + 1).flatMap((second) => {
    const expecting = (where: string) => ({
      step: 'strip-decrypt' as const,
      hint: first.hint,
      says: new RegExp(
        // Both may be wrong with one thing.
        first.where.startsWith(where)
          ? `${escaped(first.says)}[\\s\\S]*There is more to mend in it`
          : `${escaped(first.says)}[\\s\\S]*Then look at [^.]*${escaped(where)}`,
      ),
    });
    const isRefused = second.refusedAfter === first.name;
    return [
      {
        ...expecting(isRefused ? 'the change that AWS refused' : second.where),
        name: `${first.name}, then ${second.name}`,
        does: [first.does, second.does],
      },
      {
        ...expecting(second.where),
        name: `${second.name}, then ${first.name}`,
        does: [second.does, first.does],
      },
    ];
  }),
);
