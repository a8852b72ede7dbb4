import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyDocument, Statement } from '../../src/policy/document.ts';
import { evaluatePolicies } from '../../src/policy/evaluate.ts';
import type { Context } from '../../src/policy/request.ts';
import {
  assumptionsFor,
  chooseAssumption,
  mfaKeys,
  requestKeys,
  WITHOUT_MFA,
  type Witness,
} from '../../src/policy/request-context.ts';
import { callerNamed, documentOf, HOME } from './cast.ts';

const NOW = new Date('2026-06-01T12:00:00.900Z');
const ALL: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
const deny = (Condition: Statement['Condition'] & object, Action = '*'): Statement => ({
  Effect: 'Deny',
  Action,
  Resource: '*',
  Condition,
});
const OFFICE = { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '198.51.100.7'] } };
const NEEDS_MFA = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } };

describe('what every request contains', () => {
  test('Region, TLS, time, and the address if it is known', () => {
    const sending = { service: 'kms', region: 'eu-central-1', partition: 'aws', now: NOW };
    expect(requestKeys(sending)).toEqual({
      'aws:SecureTransport': 'true',
      'aws:ViaAWSService': 'false',
      'aws:RequestedRegion': 'eu-central-1',
      'aws:CurrentTime': '2026-06-01T12:00:00.900Z',
      'aws:EpochTime': '1780315200',
    });
    expect(requestKeys({ ...sending, sourceIp: '127.0.0.1' })).toHaveProperty('aws:SourceIp', '127.0.0.1');
  });

  test.each([
    ['aws', 'us-east-1'],
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
    ['aws-other', 'here-1'],
  ])('IAM of %s is called in %s', (partition, region) => {
    const keys = requestKeys({ service: 'iam', region: 'here-1', partition, now: NOW });
    expect(keys['aws:RequestedRegion']).toBe(region);
  });
});

describe('what may be assumed about a caller', () => {
  const BOTH = { mfa: 'without', sourceIp: true } as const;

  test.each<[string, Parameters<typeof assumptionsFor>[0], readonly Statement[], readonly Context[]]>([
    ['nothing where all is known', { sourceIp: false }, [deny(OFFICE), deny(NEEDS_MFA)], [{}]],
    ['no code, where no policy asks for one', BOTH, [ALL], [WITHOUT_MFA]],
    [
      'then a code of a minute ago',
      { mfa: 'without', sourceIp: false },
      [deny(NEEDS_MFA)],
      [WITHOUT_MFA, mfaKeys(60)],
    ],
    [
      'the other way round, where that is likelier',
      { mfa: 'with', sourceIp: false },
      [deny(NEEDS_MFA)],
      [mfaKeys(60), WITHOUT_MFA],
    ],
    [
      'an address that nobody names, then one of each network',
      { sourceIp: true },
      [deny(OFFICE)],
      ['192.0.2.1', '203.0.113.0', '198.51.100.7'].map((address) => ({ 'aws:SourceIp': address })),
    ],
    [
      'none that nobody names, where everybody is named',
      { sourceIp: true },
      [deny({ IpAddress: { 'AWS:sourceip': ['0.0.0.0/0', 'not a network'] } })],
      [{ 'aws:SourceIp': '0.0.0.0' }],
    ],
  ])('%s', (_, unknown, statements, expected) => {
    expect(assumptionsFor(unknown, [documentOf(...statements)])).toEqual(expected);
  });

  test('every pair of both', () => {
    const documents = [documentOf(deny(OFFICE)), documentOf(deny(NEEDS_MFA))];
    expect(assumptionsFor(BOTH, documents)).toHaveLength(2 * 3);
  });
});

describe('witnesses', () => {
  const witness = (action: string, document: PolicyDocument, context: Context = {}): Witness => ({
    request: { caller: callerNamed('admin'), action, resource: '*', context },
    policies: { owner: HOME, identity: [{ name: 'own', document }] },
  });

  test('settle on the office, and on a code, if both are asked for', () => {
    const document = documentOf(ALL, deny(OFFICE), deny(NEEDS_MFA));
    const chosen = chooseAssumption(assumptionsFor({ mfa: 'without', sourceIp: true }, [document]), [
      witness('iam:GetRole', document),
    ]);
    expect(chosen).toEqual({ ...mfaKeys(60), 'aws:SourceIp': '203.0.113.0' });
  });

  test('that nothing explains leave the simplest', () => {
    const document = documentOf(ALL, deny({ Bool: { 'aws:SecureTransport': 'true' } }));
    const chosen = chooseAssumption(
      [WITHOUT_MFA, mfaKeys(60)],
      [witness('iam:GetRole', document, { 'aws:SecureTransport': 'true' })],
    );
    expect(chosen).toEqual(WITHOUT_MFA);
  });

  test('count with what is known of their own request', () => {
    const document = documentOf(
      ALL,
      deny({ ...NEEDS_MFA, StringNotEquals: { 'aws:RequestedRegion': 'us-east-1' } }),
    );
    const inRegion = (region: string) =>
      chooseAssumption(
        [WITHOUT_MFA, mfaKeys(60)],
        [witness('iam:GetRole', document, { 'aws:RequestedRegion': region })],
      );
    expect(inRegion('us-east-1')).toEqual(WITHOUT_MFA);
    expect(inRegion('eu-west-1')).toEqual(mfaKeys(60));
  });

  const condition = fc.constantFrom(
    OFFICE,
    NEEDS_MFA,
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    { Null: { 'aws:MultiFactorAuthAge': 'true' } },
    { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '30' } },
    { IpAddress: { 'aws:SourceIp': '203.0.113.0/25' } },
    { NotIpAddress: { 'aws:SourceIp': ['2001:db8::/32', '198.51.100.0/24'] } },
    { StringEquals: { 'aws:RequestedRegion': 'us-east-1' } },
  );
  const statement = fc
    .record({
      Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
      Action: fc.constantFrom('*', 'iam:*', 'kms:DescribeKey', 'kms:*'),
      Condition: fc.option(condition, { nil: undefined }),
    })
    .map(
      ({ Condition, ...rest }): Statement => ({
        ...rest,
        Resource: '*',
        ...(Condition ? { Condition } : {}),
      }),
    );
  const document = fc.array(statement, { minLength: 1, maxLength: 4 }).map((all) => documentOf(ALL, ...all));
  const actions = fc.uniqueArray(fc.constantFrom('iam:GetRole', 'kms:DescribeKey', 'kms:GetKeyPolicy'), {
    minLength: 1,
  });
  const known = fc.constantFrom<Context>(
    {},
    { 'aws:SourceIp': '127.0.0.1' },
    { 'AWS:MultifactorAuthPresent': 'false', 'aws:RequestedRegion': 'us-east-1' },
  );
  const allowed = ({ request, policies }: Witness, context: Context): boolean =>
    evaluatePolicies({ ...request, context }, policies).outcome === 'allowed';

  test('are all allowed under what is chosen, if they are under any assumption; and what is known stays', () => {
    const seen = { explained: 0, unexplained: 0, notTheFirst: 0 };
    fc.assert(
      fc.property(
        document,
        actions,
        known,
        fc.constantFrom(undefined, 'with' as const, 'without' as const),
        fc.boolean(),
        (given, asked, sure, mfa, sourceIp) => {
          const assumptions = assumptionsFor({ mfa, sourceIp }, [given]);
          const witnesses = asked.map((action) => witness(action, given));
          const chosen = chooseAssumption(assumptions, witnesses, sure);
          expect(chosen).toMatchObject(sure);
          const folded = Object.keys(chosen).map((key) => key.toLowerCase());
          expect(new Set(folded).size).toBe(folded.length);
          const lower = new Set(Object.keys(sure).map((key) => key.toLowerCase()));
          const whole = assumptions.map((each) => ({
            ...sure,
            ...Object.fromEntries(Object.entries(each).filter(([key]) => !lower.has(key.toLowerCase()))),
          }));
          const explaining = whole.find((each) => witnesses.every((one) => allowed(one, each)));
          seen[explaining ? 'explained' : 'unexplained'] += 1;
          if (!explaining) return;
          if (explaining !== whole[0]) seen.notTheFirst += 1;
          expect(chosen).toEqual(explaining);
        },
      ),
      { numRuns: 2000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});
