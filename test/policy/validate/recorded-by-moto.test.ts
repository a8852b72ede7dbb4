import { describe, expect, test } from 'vitest';
import { validateIdentityPolicy } from '../../../src/policy/validate.ts';
import { malformed, outcome } from './outcome.ts';

/**
 * What IAM answered when moto's authors tried it, as facts:
 * https://github.com/getmoto/moto/blob/master/tests/test_iam/test_iam_policies.py (Apache-2.0), as it was recorded: a
 * newer version of it has another message for a statement without Resource whose Action has no vendor.
 */
const BUCKET = 'arn:aws:s3:::example_bucket';
const LIST = { Effect: 'Allow', Action: 's3:ListBucket', Resource: BUCKET };
const on = (Resource: unknown): object => ({ ...LIST, Resource });
const to = (Action: unknown): object => ({ ...LIST, Action });
const when = (Condition: unknown): object => ({ ...LIST, Condition });
const not = (NotAction: unknown, Resource: unknown = BUCKET): object => ({
  Effect: 'Allow',
  NotAction,
  Resource,
});

const look = (document: object) =>
  outcome(() => validateIdentityPolicy(JSON.stringify(document), 'managed', undefined, 'aws'));
const current = (Statement: unknown): object => ({ Version: '2012-10-17', Statement });

const SYNTAX = 'Syntax errors in policy.';
const VERSION = 'Policy document must be version 2012-10-17 or greater.';
const LEGACY = 'The policy failed legacy parsing';
const NO_ACTIONS = 'Policy statement must contain actions.';
const NO_RESOURCES = 'Policy statement must contain resources.';
const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
const COLON = 'Actions/Condition can contain only one colon.';
const TWICE = 'Statement IDs (SID) in a single policy must be unique.';
const no = (name: string): string => `Resource ${name} must be in ARN format or "*".`;

describe('a whole document is refused', () => {
  test.each<[string, object]>([
    [VERSION, { Statement: LIST }],
    [VERSION, { Version: '2008-10-17', Statement: LIST }],
    [
      VERSION,
      {
        Statement: [
          { ...LIST, Sid: 'sdf' },
          { Sid: 'sdf', Effect: 'Allow' },
        ],
      },
    ],
    [VERSION, { Statement: when({ DateGreaterThan: { a: 'sdfdsf' } }) }],
    [VERSION, { Statement: { ...LIST, Effect: 'denY' } }],
    [SYNTAX, { Version: '2013-10-17', Statement: LIST }],
    [SYNTAX, { Version: '2012-10-17' }],
    [SYNTAX, { ...current(LIST), 'Extra field': 'value' }],
    [SYNTAX, { ...current(LIST), Id: ['cd3a324d2343d942772346-34234234423404-4c2242343242349d1642ee'] }],
    [SYNTAX, { ...current(LIST), Id: {} }],
  ])('%s %j', (message, document) => {
    expect(look(document)).toEqual(malformed(message));
  });
});

describe('a statement is refused', () => {
  test.each<[string, unknown]>([
    [SYNTAX, ['afd']],
    [SYNTAX, []],
    [SYNTAX, { ...LIST, 'Extra field': 'value' }],
    [SYNTAX, { ...LIST, Effect: 'invalid' }],
    [SYNTAX, { ...LIST, Effect: undefined }],
    [SYNTAX, { ...LIST, Sid: {} }],
    [SYNTAX, { ...LIST, Sid: [] }],
    [SYNTAX, { ...LIST, NotAction: 'iam:dsf' }],
    [SYNTAX, { ...not('s3s:ListBucket'), Action: [] }],
    [SYNTAX, { ...LIST, NotResource: '*' }],
    [SYNTAX, { ...not('s3:ListBucket'), NotResource: [] }],
    [SYNTAX, on({ a: BUCKET })],
    [SYNTAX, on(['adfdf', {}])],
    [SYNTAX, to([[]])],
    [SYNTAX, to({})],
    [SYNTAX, when([])],
    [SYNTAX, when('a')],
    [SYNTAX, when({ a: 'b' })],
    [SYNTAX, when({ DateGreaterThan: 'b' })],
    [SYNTAX, when({ DateGreaterThan: [] })],
    [SYNTAX, when({ DateGreaterThan: { a: {} } })],
    [SYNTAX, { Effect: 'Allow', Resource: BUCKET, Condition: { DateGreaterThan: { a: {} } } }],
    [SYNTAX, when({ x: { a: '1' } })],
    [SYNTAX, when({ 'ForAnyValue::StringEqualsIfExists': { a: 'asf' } })],
    [SYNTAX, when([{ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Department' } }])],
    [VENDOR, to('invalid')],
    [VENDOR, not('')],
    ['Vendor a a is not valid', to('a a:ListBucket')],
    [COLON, to('s3:List:Bucket')],
    [COLON, [to('s3s:ListBucket'), to('s:3s:ListBucket')]],
    [no('invalid resource'), on('invalid resource')],
    [no('sdfsadf'), { ...to('s:3:ListBucket'), Resource: 'sdfsadf' }],
    [no('adf'), on(['adf'])],
    [no(''), on('')],
    [
      no(''),
      [
        {
          ...on(''),
          Action: ['account:EnableRegion'],
          Condition: { StringEquals: { 'account:TargetRegion': 'x' } },
        },
        { ...on(''), Action: ['aws-portal:ViewAccount', 'account:ListRegions'] },
      ],
    ],
    [
      'Partition "bsdfdsafsad" is not valid for resource "arn:bsdfdsafsad:*:*:*:*".',
      not('s3s:ListBucket', 'a:bsdfdsafsad'),
    ],
    ['Partition "b" is not valid for resource "arn:b:cadfsdf:*:*:*".', not('s3s:ListBucket', 'a:b:cadfsdf')],
    [
      'Partition "b" is not valid for resource "arn:b:c:d:e:f:g:h".',
      not('s3s:ListBucket', 'a:b:c:d:e:f:g:h'),
    ],
    ['Partition "s3" is not valid for resource "arn:s3:::example_bucket:*".', on('aws:s3:::example_bucket')],
    [
      'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
      on(['arn:error:s3:::example_bucket', 'arn:error:s3::example_bucket']),
    ],
    [NO_RESOURCES, { Effect: 'Allow', Action: 's3:ListBucket' }],
    [NO_RESOURCES, on([])],
    [NO_RESOURCES, { Effect: 'Allow', Action: 'invalid' }],
    [NO_ACTIONS, { Effect: 'Allow', Resource: BUCKET }],
    [NO_ACTIONS, { Effect: 'Allow' }],
    [NO_ACTIONS, to([])],
    [NO_ACTIONS, [{ Effect: 'Deny' }, LIST]],
    [
      TWICE,
      [
        { ...LIST, Sid: 'sdf' },
        { Sid: 'sdf', Effect: 'Allow' },
      ],
    ],
    [
      'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
      on('arn:aws:iam:::example_bucket'),
    ],
    ['Resource vendor must be fully qualified and cannot contain regexes.', on('arn:aws')],
    [
      'IAM resource arn:aws:iam:us-east-1::example_bucket cannot contain region information.',
      on('arn:aws:iam:us-east-1::example_bucket'),
    ],
    [
      'Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.',
      on('arn:aws:s3:us-east-1::example_bucket'),
    ],
  ])('%s %j', (message, statement) => {
    expect(look(current(statement))).toEqual(malformed(message));
  });
});

describe('the older parser, which is asked first, refuses', () => {
  test.each<[unknown]>([
    [on('arn:aws:s3::example_bucket')],
    [{ Effect: 'Allow', Resource: 'arn:aws:s3::example_bucket' }],
    [{ Effect: 'Allow', Action: 's3:ListBucket', NotResource: 'arn:aws:s3::example_bucket' }],
    [not('s3:ListBucket', 'arn:aws::::example_bucket')],
    [on('arn:aws::fdsasf')],
    [{ ...LIST, Effect: 'denY' }],
    [{ Effect: 'allow', Resource: 'arn:aws:s3:us-east-1::example_bucket' }],
    [
      [
        { ...LIST, Sid: 'sdf', Effect: 'aLLow' },
        { Sid: 'sdf', Effect: 'Allow' },
      ],
    ],
    [when({ DateGreaterThan: { a: 'sdfdsf' } })],
    [{ Effect: 'Allow', Condition: { DateGreaterThan: { a: 'sdfdsf' } } }],
    [{ ...when({ DateGreaterThan: { a: 'sdfdsf' } }), Resource: 'arn:error:s3:::example_bucket' }],
    [when({ DateLessThanEquals: { a: '234-13' } })],
    [when({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+1' } })],
    [when({ DateLessThanEquals: { a: '2016-12-13t2:00:00.1999999999+10:59' } })],
    [when({ DateLessThan: { a: '9223372036854775808' } })],
  ])('%j', (statement) => {
    expect(look(current(statement))).toEqual(malformed(LEGACY));
  });
});

describe('a statement is accepted', () => {
  test.each<[unknown]>([
    [on([BUCKET])],
    [[LIST, { ...LIST, Sid: 'sdf' }]],
    [
      [
        { ...LIST, Sid: '' },
        { ...LIST, Sid: '' },
      ],
    ],
    [to('iam: asdf safdsf af ')],
    [on([BUCKET, '*'])],
    [to('*')],
    [to('service-prefix:action-name')],
    [to('aaaaaadsfdsafsadfsadfaaaaa:ListBucket')],
    [to('s3-s:ListBucket')],
    [to('s3.s:ListBucket')],
    [to('fsx:ListBucket')],
    [not('s3:ListBucket')],
    [{ Effect: 'Allow', NotAction: 's3:ListBucket', NotResource: '*' }],
    [{ Effect: 'Deny', Action: 's3:*', NotResource: ['arn:aws:s3:::HRBucket/Payroll/*'] }],
    [on('arn:aws:iam:::user/example_bucket')],
    [on('arn:aws:s33:::example_bucket')],
    [on('arn:aws:fdsasf')],
    [on('arn:aws:cloudwatch:us-east-1::example_bucket')],
    [on('arn:aws:ec2:us-east-1::example_bucket')],
    [on('arn:aws:ec2:region:account-id:instance/*')],
    [on('arn:aws:rds:region:*:*')],
    [on('arn:aws:invalid-service:::example_bucket')],
    [on('arn:aws:invalid-service:us-east-1::example_bucket')],
    [on('arn:aws:iam::*:user/${aws:username}')],
    [when({})],
    [when({ DateGreaterThan: {} })],
    [when({ DateGreaterThan: { a: [] } })],
    [when({ a: {} })],
    [when({ x: {}, y: {} })],
    [when({ 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Department' } })],
    [when({ StringEqualsIfExists: { a: 'asf' } })],
    [when({ 'ForAnyValue:StringEqualsIfExists': { a: 'asf' } })],
    [when({ DateGreaterThan: { 'aws:CurrentTime': '2017-07-01T00:00:00Z' } })],
    [when({ DateGreaterThan: { a: '01T' } })],
    [when({ DateLessThanEquals: { a: '2019-07-01T13:20:15Z' } })],
    [when({ DateLessThanEquals: { a: '2016-12-13T21:20:37.593194+00:00' } })],
    [when({ DateLessThanEquals: { a: '2016-12-13t2:00:00.593194+23' } })],
    [when({ DateLessThan: { a: '-292275054' } })],
  ])('%j', (statement) => {
    expect(look(current(statement))).toBe('accepted');
  });
});
