import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sameDocument } from '../../src/policy/canonical.ts';
import { diffDocuments, isEmptyDiff } from '../../src/policy/diff.ts';
import type { Statement } from '../../src/policy/document.ts';
import { withoutAction } from '../../src/policy/edit.ts';
import { ACCOUNT, anyDocument, documentOf, ROLE, ROOT, respelled, USER } from './documents.ts';

const root: Statement = {
  Sid: 'Enable IAM User Permissions',
  Effect: 'Allow',
  Principal: { AWS: ROOT },
  Action: 'kms:*',
  Resource: '*',
};
const role: Statement = {
  Sid: 'Allow for Use only within our Account',
  Effect: 'Allow',
  Principal: { AWS: ROLE },
  Action: 'kms:*',
  Resource: '*',
  Condition: { StringEquals: { 'kms:CallerAccount': ACCOUNT } },
};

describe('what the steps change', () => {
  test('account-only adds a statement', () => {
    const diff = diffDocuments(documentOf(root), documentOf(root, role));
    expect(diff).toMatchObject({ added: [role], removed: [], changed: [] });
    expect(isEmptyDiff(diff)).toBe(false);
  });

  test('the reverse removes it', () => {
    expect(diffDocuments(documentOf(root, role), documentOf(root))).toMatchObject({
      added: [],
      removed: [role],
      changed: [],
    });
  });

  test('MFA rewrites the statement of that Sid, member by member', () => {
    const mfa: Statement = {
      ...role,
      Principal: { AWS: [USER] },
      Action: ['kms:PutKeyPolicy', 'kms:DeleteAlias'],
      Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '300' } },
    };
    const { changed, ...rest } = diffDocuments(documentOf(root, role), documentOf(mfa, root));
    expect(rest).toMatchObject({ added: [], removed: [] });
    expect(changed).toEqual([
      {
        before: role,
        after: mfa,
        members: [
          { member: 'Principal AWS', removed: [ROLE], added: [USER] },
          { member: 'Action', removed: ['kms:*'], added: ['kms:PutKeyPolicy', 'kms:DeleteAlias'] },
          { member: 'Condition StringEquals kms:CallerAccount', removed: [ACCOUNT], added: [] },
          { member: 'Condition NumericLessThan aws:MultiFactorAuthAge', removed: [], added: ['300'] },
        ],
      },
    ]);
  });

  test('a statement without a Sid is recognized by its content', () => {
    const grant: Statement = {
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'KMS:Encrypt', 'kms:Decrypt'],
      Resource: '*',
    };
    const tagging: Statement = { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: 'arn:aws:ec2:*:*:*' };
    const before = documentOf(tagging, grant);
    const { added, removed, changed } = diffDocuments(before, withoutAction(before, 'kms:Decrypt'));
    expect({ added, removed }).toEqual({ added: [], removed: [] });
    expect(changed.map(({ members }) => members)).toEqual([
      [{ member: 'Action', removed: ['kms:Decrypt'], added: [] }],
    ]);
  });

  test('statements with little in common are not one changed statement', () => {
    const [one, two]: Statement[] = [
      { Effect: 'Allow', Action: 'kms:Sign', Resource: '*' },
      { Effect: 'Deny', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
    ];
    expect(diffDocuments(documentOf(one as Statement), documentOf(two as Statement))).toMatchObject({
      added: [two],
      removed: [one],
      changed: [],
    });
  });

  test('the language version, if a variable makes it matter', () => {
    const Statement: Statement = {
      Effect: 'Allow',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::home/${aws:username}/*',
    };
    expect(diffDocuments({ Statement }, documentOf(Statement)).version).toEqual({
      before: '2008-10-17',
      after: '2012-10-17',
    });
    expect(diffDocuments({ Statement: root }, documentOf(root)).version).toBeUndefined();
  });
});

test('the texts have the same layout: order of the grammar, sorted lists, no list of one', () => {
  const { text } = diffDocuments(
    {
      Statement: { Resource: ['*'], Action: ['kms:Sign', 'kms:Decrypt'], Effect: 'Allow' },
      Version: '2012-10-17',
    },
    documentOf(root),
  );
  expect(text.before).toBe(
    [
      '{',
      '  "Version": "2012-10-17",',
      '  "Statement": [',
      '    {',
      '      "Effect": "Allow",',
      '      "Action": [',
      '        "kms:Decrypt",',
      '        "kms:Sign"',
      '      ],',
      '      "Resource": "*"',
      '    }',
      '  ]',
      '}',
    ].join('\n'),
  );
  expect(JSON.parse(text.after)).toEqual(documentOf(root));
});

describe('whatever the documents', () => {
  test('there is no difference exactly if they mean the same', () => {
    const rolls = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }));
    fc.assert(
      fc.property(anyDocument, anyDocument, rolls, (one, two, random) => {
        const again = respelled(one, () => random.next().value as number);
        expect(isEmptyDiff(diffDocuments(one, again))).toBe(true);
        expect(isEmptyDiff(diffDocuments(one, two))).toBe(sameDocument(one, two));
      }),
    );
  });

  test('a changed statement says how, and the reverse is the mirror image', () => {
    fc.assert(
      fc.property(anyDocument, anyDocument, (one, two) => {
        const there = diffDocuments(one, two);
        const back = diffDocuments(two, one);
        for (const { members } of there.changed) expect(members).not.toEqual([]);
        expect([back.added.length, back.removed.length]).toEqual([there.removed.length, there.added.length]);
      }),
    );
  });
});
