import fc from 'fast-check';
import type { OneOrMore, PolicyDocument, Statement } from '../../src/policy/document.ts';

export const ACCOUNT = '123456789012';
export const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/0a1b2c3d-0000-4000-8000-000000000000`;
export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/KMSWorkshop-InstanceInitRole`;
export const USER = `arn:aws:iam::${ACCOUNT}:user/userA`;

export const documentOf = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});

const some = <T>(...items: readonly T[]): fc.Arbitrary<OneOrMore<T>> =>
  fc.oneof(fc.constantFrom(...items), fc.array(fc.constantFrom(...items), { minLength: 1, maxLength: 4 }));

const principal = fc.oneof(
  fc.constant('*' as const),
  fc.record({ AWS: some('*', ACCOUNT, ROOT, ROLE, USER) }),
  fc.record({ AWS: some(ROLE, '999999999999'), Service: some('s3.amazonaws.com', 'ec2.amazonaws.com') }),
);
const actions = some('kms:Decrypt', 'KMS:decrypt', 'kms:Encrypt', 'kms:*', 'kms:Dec*', 's3:GetObject', '*');
const resources = some('*', KEY, 'arn:aws:kms:*:*:alias/*', 'arn:aws:s3:::bucket/${aws:username}');
const condition = fc.dictionary(
  fc.constantFrom('StringEquals', 'ArnNotEquals', 'Bool', 'NumericLessThan'),
  fc.dictionary(
    fc.constantFrom('kms:CallerAccount', 'aws:PrincipalArn', 'aws:MultiFactorAuthAge', 'aws:SecureTransport'),
    fc.oneof(
      some<string | number | boolean>(ACCOUNT, ROLE, ROOT, '300', 300, true, 'true'),
      fc.constant('${aws:username}'),
    ),
    { maxKeys: 3 },
  ),
  { maxKeys: 3 },
);

/** Statements of the kinds that the lab handles, with both sides of each pair of opposites. */
export const anyStatement: fc.Arbitrary<Statement> = fc
  .tuple(
    fc.record(
      { Sid: fc.constantFrom('A', 'B', 'Enable IAM User Permissions'), Condition: condition },
      { requiredKeys: [] },
    ),
    fc.constantFrom('Allow' as const, 'Deny' as const),
    fc.oneof(fc.constant({}), fc.record({ Principal: principal }), fc.record({ NotPrincipal: principal })),
    fc.oneof(fc.record({ Action: actions }), fc.record({ NotAction: actions })),
    fc.oneof(fc.record({ Resource: resources }), fc.record({ NotResource: resources })),
  )
  .map(([labels, Effect, who, what, where]) => ({ ...labels, Effect, ...who, ...what, ...where }));

export const anyDocument: fc.Arbitrary<PolicyDocument> = fc.record(
  {
    Version: fc.constantFrom('2012-10-17', '2008-10-17'),
    Id: fc.constantFrom('key-default-1', 'x'),
    Statement: fc.oneof(anyStatement, fc.array(anyStatement, { minLength: 1, maxLength: 4 })),
  },
  { requiredKeys: ['Statement'] },
);

/** The same document in another spelling, as AWS may return it. */
export const respelled = (document: PolicyDocument, random: () => number): PolicyDocument =>
  respell(document, random) as PolicyDocument;

function respell(value: unknown, random: () => number, within = ''): unknown {
  if (Array.isArray(value)) {
    const items = shuffled([...value, ...(value.length > 0 && random() < 0.3 ? [value[0]] : [])], random);
    const spelled = items.map((item) => respell(item, random, within));
    return spelled.length === 1 && random() < 0.5 ? spelled[0] : spelled;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = shuffled(Object.entries(value), random);
    return Object.fromEntries(
      entries.map(([name, member]) => [
        /^(kms|aws):/.test(name) && random() < 0.5 ? name.toUpperCase() : name,
        LISTS.test(name) && !Array.isArray(member) && member !== '*' && random() < 0.5
          ? [respell(member, random, name)]
          : respell(member, random, name),
      ]),
    );
  }
  if (/^(Not)?Action$/.test(within) && typeof value === 'string')
    return random() < 0.5 ? value.toUpperCase() : value;
  if (within === 'AWS' && (value === ROOT || value === ACCOUNT)) return random() < 0.5 ? ROOT : ACCOUNT;
  if (within === 'Principal' && value === '*') return random() < 0.5 ? '*' : { AWS: '*' };
  return /^(kms|aws):/i.test(within) && typeof value !== 'string' && random() < 0.5 ? String(value) : value;
}

const LISTS = /^(Statement|AWS|Service|(Not)?(Action|Resource))$/;

const shuffled = <T>(items: readonly T[], random: () => number): readonly T[] =>
  items
    .map((item) => [random(), item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
