import { CreateGrantCommand } from '@aws-sdk/client-kms';
import { expect, test } from 'vitest';
import { restOfAccount } from '../../../src/aws/around/rest-of-account.ts';
import { UNREADABLE } from '../../../src/contract/surroundings.ts';
import { lineOf } from '../../home/typed.ts';
import { allowing, counting, NAMES, type Opened, open, POLICY, ROLE } from '../opened.ts';

/** What another user may do outside of the lab, and the one facet that shows it. */
const CHANGES: Readonly<Record<string, (opened: Opened) => unknown>> = {
  [`trust policy of ${ROLE}`]: ({ role }) => Object.assign(role, { trust: trusting('lambda.amazonaws.com') }),
  [`permissions boundary of ${ROLE}`]: ({ role }) => Object.assign(role, { boundary: POLICY }),
  [`policies attached to ${ROLE}`]: ({ role }) =>
    role.attached.push('arn:aws:iam::aws:policy/AdministratorAccess'),
  [`inline policies of ${ROLE}`]: ({ role }) => Object.assign(role.inline, { more: allowing('s3:*') }),
  'other IAM users': ({ home }) =>
    Object.assign(home.users, { userB: { ...home.users.operator, name: 'userB', accessKeys: [] } }),
  'other customer-managed policies': ({ home }) => {
    const other = Object.values(home.policies).find(({ arn }) => arn !== POLICY)!;
    other.versions.v2 = other.versions.v1!;
    other.defaultVersion = 'v2';
  },
  'end of the key material': ({ key }) => Object.assign(key, { validTo: '2030-01-01T00:00:00.000Z' }),
  'grants on the key, by what they allow': ({ clients, key, role }) =>
    clients.kms.send(
      new CreateGrantCommand({ KeyId: key.id, GranteePrincipal: role.arn, Operations: ['Decrypt'] }),
    ),
  'other aliases of the key': ({ home }) => {
    const alias = home.aliases[NAMES.alias]!;
    home.aliases['alias/too'] = { ...alias, name: 'alias/too', arn: `${alias.arn}-too` };
  },
  'keys of the account': ({ home, key }) => {
    const id = '99999999-0000-4000-8000-000000000000';
    home.keys[id] = { ...key, id, arn: key.arn.replace(key.id, id) };
  },
  'sample file s3://kmsworkshop-111122223333/SampleFile-KMS.txt': ({ home }) =>
    delete home.buckets['kmsworkshop-111122223333']!.objects[NAMES.sampleObject],
  'policy of the bucket kmsworkshop-111122223333': ({ home }) =>
    Object.assign(home.buckets['kmsworkshop-111122223333']!, {
      policy: trusting('cloudfront.amazonaws.com'),
    }),
  'state of the key': ({ key }) => Object.assign(key, { state: 'Disabled' }),
};

const trusting = (Service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
});

test.each(Object.entries(CHANGES))('%s', async (facet, change) => {
  const opened = await open();
  const facts = await opened.discover();
  const before = await restOfAccount(opened.clients, facts).read();
  await change(opened);
  opened.clients.reads.begin();
  const after = await restOfAccount(opened.clients, facts).read();
  expect(Object.keys(after).filter((each) => before[each] !== after[each])).toEqual([facet]);
});

test('every facet is shown by a change above', async () => {
  const opened = await open();
  const facets = await restOfAccount(opened.clients, await opened.discover()).read();
  expect(Object.keys(facets).sort()).toEqual(Object.keys(CHANGES).sort());
});

test('does not include what the lab changes', async () => {
  const opened = await open();
  const { openLab, clients, key } = opened;
  const lab = await openLab();
  const before = await lab.surroundings();
  await lab.resources['role-policy'].write(allowing('kms:Encrypt'));
  await lab.resources.user.write({ userName: 'userA', ours: true });
  await lab.resources['web-app'].write({ keyId: key.id, port: 80 });
  await lab.resources['key-policy'].write({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '111122223333' }, Action: 'kms:*', Resource: '*' }],
  });
  expect(await lab.surroundings()).toEqual(before);
  expect((await counting({ clients }, lab.surroundings)).writes).toBe(0);
});

test('lists are read to their last page', async () => {
  const opened = await open();
  const { home, key } = opened;
  const count = 120;
  for (let nth = 0; nth < count; nth++) {
    const name = `alias/more-${nth}`;
    const alias = home.aliases[NAMES.alias]!;
    home.aliases[name] = { ...alias, name, arn: alias.arn.replace(alias.name, name) };
    const id = `grant-${nth}`;
    key.grants ??= {};
    const who = home.roles[ROLE]!.id;
    key.grants[id] = {
      id,
      token: id,
      created: key.created,
      grantee: who,
      issuer: who,
      operations: ['Decrypt'],
    };
  }
  const found = await restOfAccount(opened.clients, await opened.discover()).read();
  expect(found['other aliases of the key']?.split(', ')).toHaveLength(count);
  expect(found['grants on the key, by what they allow']?.split('; ')).toHaveLength(count);
});

test('what the operator may not read is left out, and compared with nothing', async () => {
  const opened = await open();
  const rest = restOfAccount(opened.clients, await opened.discover());
  const before = await rest.read();
  opened.home.users.operator!.inline.blind = {
    Statement: [{ Effect: 'Deny', Action: 'kms:ListGrants', Resource: '*' }],
  };
  opened.clients.reads.begin();
  const now = await rest.read();
  expect(now).toEqual({ ...before, 'grants on the key, by what they allow': UNREADABLE });
  expect(rest.changedSince(before, now)).toEqual([]);
  expect(rest.changedSince(now, before)).toEqual([]);
});

test('that the role is gone is said once, with what creates it', async () => {
  const opened = await open();
  const rest = restOfAccount(opened.clients, await opened.discover());
  const before = await rest.read();
  delete opened.home.roles[ROLE];
  opened.clients.reads.begin();
  const changes = rest.changedSince(before, await rest.read());
  expect(changes.map(({ says }) => says)).toEqual([`The role ${ROLE} was deleted.`]);
  expect(changes.flatMap(({ undo }) => undo.map(lineOf))).toEqual(['kms-lab setup']);
});

/** What to type to undo each of the changes above. */
const UNDONE: Readonly<Record<string, RegExp>> = {
  [`trust policy of ${ROLE}`]: /^aws iam update-assume-role-policy .* --policy-document '\{/,
  [`permissions boundary of ${ROLE}`]: /^aws iam delete-role-permissions-boundary /,
  [`policies attached to ${ROLE}`]: /^aws iam detach-role-policy .*AdministratorAccess$/,
  [`inline policies of ${ROLE}`]: /^aws iam delete-role-policy .* --policy-name more$/,
  'other IAM users': /^aws iam delete-user --user-name userB$/,
  'other customer-managed policies': /^aws iam set-default-policy-version .* --version-id v1$/,
  'end of the key material': /^kms-lab checkpoint rebase$/,
  'grants on the key, by what they allow': /^aws kms revoke-grant .* --grant-id \w+$/,
  'other aliases of the key': /^aws kms delete-alias --alias-name alias\/too /,
  'keys of the account': /^aws kms schedule-key-deletion --key-id 99999999-/,
  'sample file s3://kmsworkshop-111122223333/SampleFile-KMS.txt': /^kms-lab setup$/,
  'policy of the bucket kmsworkshop-111122223333': /^aws s3api delete-bucket-policy /,
  'state of the key': /^aws kms enable-key /,
};

test.each(Object.entries(CHANGES))('%s: what undoes it', async (facet, change) => {
  const opened = await open();
  const rest = restOfAccount(opened.clients, await opened.discover());
  const before = await rest.read();
  await change(opened);
  opened.clients.reads.begin();
  const [{ undo } = { undo: [] }] = rest.changedSince(before, await rest.read());
  expect(undo.map(lineOf)).toEqual([expect.stringMatching(UNDONE[facet]!)]);
});

test.each<[what: string, facet: string, before: string, now: string, undo: string | undefined]>([
  ['names of an older baseline', `inline policies of ${ROLE}`, 'a', '{"a":{"Statement":[]}}', undefined],
  [
    'another document',
    `inline policies of ${ROLE}`,
    '{"a":{"Statement":[]}}',
    '{"a":{"Statement":[{}]}}',
    'put-role-policy',
  ],
  [
    'a grant made again',
    'grants on the key, by what they allow',
    'arn Decrypt (1)',
    'arn Decrypt (2)',
    undefined,
  ],
  [
    'a grant that is gone',
    'grants on the key, by what they allow',
    'arn Decrypt+Encrypt (1)',
    'none',
    '--operations Decrypt Encrypt',
  ],
  ['a user who is gone', 'other IAM users', 'bob', 'none', 'checkpoint rebase'],
  [
    'a sample under another key',
    `sample file s3://kmsworkshop-111122223333/${NAMES.sampleObject}`,
    '3 bytes under k',
    '3 bytes under l',
    'aws s3 cp',
  ],
  [
    'another sample',
    `sample file s3://kmsworkshop-111122223333/${NAMES.sampleObject}`,
    '3 bytes under k',
    '4 bytes under k',
    'checkpoint rebase',
  ],
])('%s', async (_, facet, before, now, undo) => {
  const opened = await open();
  const rest = restOfAccount(opened.clients, await opened.discover());
  const lines = rest
    .changedSince({ [facet]: before }, { [facet]: now })
    .flatMap((one) => one.undo.map(lineOf));
  expect(lines).toEqual(undo ? [expect.stringContaining(undo)] : []);
});

test('a new key that is pending deletion counts as gone', async () => {
  const opened = await open();
  const facts = await opened.discover();
  const before = await restOfAccount(opened.clients, facts).read();
  await CHANGES['keys of the account']!(opened);
  Object.assign(opened.home.keys['99999999-0000-4000-8000-000000000000']!, { state: 'PendingDeletion' });
  opened.clients.reads.begin();
  const rest = restOfAccount(opened.clients, facts, before);
  expect(rest.changedSince(before, await rest.read())).toEqual([]);
});
