import { expect, test } from 'vitest';
import { namesAliasOf, statementsNamingAlias } from '../../src/policy/alias-arn.ts';
import type { Statement } from '../../src/policy/document.ts';
import { documentOf, KEY } from './cast.ts';

const ALIAS = 'arn:aws:kms:eu-west-1:111122223333:alias/ImportedCMK';
const ARNS = { aliasArn: ALIAS, keyArn: KEY };

const allow = (more: Partial<Statement>): Statement => ({
  Effect: 'Allow',
  Action: ['kms:Decrypt', 's3:GetObject'],
  Resource: ALIAS,
  ...more,
});

test.each<[string, Statement, boolean]>([
  ['the alias for the key', allow({}), true],
  ['all aliases', allow({ Resource: 'arn:aws:kms:*:111122223333:alias/*' }), true],
  ['among other things', allow({ Resource: ['arn:aws:s3:::b/*', ALIAS] }), true],
  ['for all of KMS', allow({ Action: 'kms:*' }), true],
  ['for all but IAM', allow({ Action: undefined as never, NotAction: 'iam:*' }), true],
  ['the alias beside the key', allow({ Resource: [ALIAS, KEY] }), false],
  ['everything', allow({ Resource: '*' }), false],
  ['the key', allow({ Resource: KEY }), false],
  ['what is done with an alias', allow({ Action: ['kms:UpdateAlias', 'kms:DeleteAlias'] }), false],
  ['a Deny', allow({ Effect: 'Deny' }), false],
  ['another alias', allow({ Resource: `${ALIAS}2` }), false],
])('a statement names %s', (_, statement, expected) => {
  const { Action, ...rest } = statement;
  const document = documentOf(Action === undefined ? rest : statement);
  expect(namesAliasOf(document, ARNS)).toBe(expected);
  expect(statementsNamingAlias(document, ARNS)).toHaveLength(expected ? 1 : 0);
});
