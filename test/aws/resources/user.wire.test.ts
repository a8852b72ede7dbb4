import { CreateAccessKeyCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { user } from '../../../src/aws/resources/user.ts';
import { FACTS } from '../../hints/attempt.ts';
import { type Canned, canned, xmlError } from '../canned.ts';
import { mayAll, mayAllBut } from '../may.ts';
import { allowing, counting, ledgerOf, type Opened, open } from '../opened.ts';

const OURS = { userName: 'userA', ours: true };

const resourceOf = async (opened: Opened) =>
  user(opened.clients.iam, await opened.discover(), ledgerOf(), mayAll);

test('the user is created without anything, tagged as the lab’s, and deleted again', async () => {
  const opened = await open();
  const resource = await resourceOf(opened);
  expect(await resource.read()).toBeUndefined();
  const made = await counting(opened, () => resource.write(OURS));
  expect(made).toMatchObject({ calls: 1, writes: 1 });
  expect(opened.home.users.userA).toMatchObject({ attached: [], inline: {}, accessKeys: [], groups: [] });
  expect(opened.home.users.userA).not.toHaveProperty('loginProfile');
  expect(await resource.read()).toEqual(OURS);
  const removed = await counting(opened, () => resource.write(undefined));
  expect(removed).toMatchObject({ calls: 1, writes: 1 });
  expect(await resource.read()).toBeUndefined();
});

test('another person’s user is not mistaken for the lab’s', async () => {
  const opened = await open();
  const resource = await resourceOf(opened);
  await resource.write({ ...OURS, ours: false });
  expect(opened.home.users.userA?.tags).toEqual({});
  expect(await resource.read()).toEqual({ ...OURS, ours: false });
});

const HOLDINGS: Readonly<Record<string, (opened: Opened) => unknown>> = {
  'an access key': ({ clients }) => clients.iam.send(new CreateAccessKeyCommand({ UserName: 'userA' })),
  'an inline policy': ({ home }) => Object.assign(home.users.userA!.inline, { mine: allowing('s3:*') }),
  'a managed policy': ({ home }) =>
    home.users.userA!.attached.push('arn:aws:iam::aws:policy/AdministratorAccess'),
  'a password': ({ home }) =>
    Object.assign(home.users.userA!, { loginProfile: { created: '2026-01-01', resetRequired: false } }),
};

test.each(Object.entries(HOLDINGS))('a user that got %s stays', async (_what, give) => {
  const opened = await open();
  const resource = await resourceOf(opened);
  await resource.write(OURS);
  await give(opened);
  await expect(resource.write(undefined)).rejects.toMatchObject({
    code: 'ERR_NOT_OURS',
    message: expect.stringMatching(/"userA" has things .*: Cannot delete entity, must/),
    hint: expect.stringContaining('remove them'),
    next: [expect.objectContaining({ shell: expect.stringContaining('--user-name userA') })],
  });
  expect(await resource.read()).toEqual(OURS);
});

test('an operator who may not tag learns which permission it needs', async () => {
  const message =
    'User: arn:aws:iam::111122223333:user/operator is not authorized to perform: iam:TagUser on resource: user userA';
  const { clients } = await canned(() => xmlError('AccessDenied', message, 403));
  await expect(user(clients.iam, FACTS, ledgerOf(), mayAll).write(OURS)).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: `CreateUser failed: ${message}`,
  });
});

test('is not created by an operator who may not delete it again', async () => {
  const { clients } = await open();
  const keeper = user(clients.iam, FACTS, ledgerOf(), mayAllBut('iam:DeleteUser'));
  await expect(keeper.possible?.(undefined, OURS)).rejects.toMatchObject({
    code: 'ERR_ACCESS',
    message: expect.stringContaining(
      'iam:DeleteUser, which a reset needs, to the operator: the statement “No”',
    ),
  });
  await user(clients.iam, FACTS, ledgerOf(), mayAllBut('iam:CreateUser')).possible?.(OURS, undefined);
});

test('a user created again has the same document: only the key policy tells them apart', async () => {
  const resource = await resourceOf(await open());
  expect(resource.same(OURS, { ...OURS, ours: false })).toBe(true);
  expect(resource.same(OURS, undefined)).toBe(false);
});

test('if no user is wanted, another person’s user is ignored; if one is, it counts', async () => {
  const resource = await resourceOf(await open());
  const theirs = { ...OURS, ours: false };
  expect(resource.same(theirs, undefined)).toBe(true);
  expect(resource.same(theirs, OURS)).toBe(true);
  expect(resource.same(undefined, theirs)).toBe(false);
});

test.each([
  ['the lab’s', true],
  ['somebody else’s', false],
])('a user that already exists, %s', async (_, ours) => {
  const opened = await open();
  const resource = await resourceOf(opened);
  await resource.write({ ...OURS, ours });
  const again = resource.write(OURS);
  if (ours) await expect(again).resolves.toBeUndefined();
  else await expect(again).rejects.toMatchObject({ message: expect.stringContaining('CreateUser failed') });
});

test('a user that no longer exists counts as deleted', async () => {
  const resource = await resourceOf(await open());
  await expect(resource.write(undefined)).resolves.toBeUndefined();
});

describe('a user that exists when it is to be created', () => {
  const absent = xmlError('NoSuchEntity', 'The user with name userA cannot be found.', 404);
  const taken = xmlError('EntityAlreadyExists', 'User with name userA already exists.', 409);
  const made = (first: Canned) =>
    canned(({ operation, nth }) => {
      if (operation !== 'CreateUser') return absent;
      return nth === 1 ? first : taken;
    });

  test('was created by the request whose answer was lost, even if it cannot be read yet', async () => {
    const { clients, asked } = await made(xmlError('ServiceFailure', '', 500));
    await user(clients.iam, FACTS, ledgerOf(), mayAll).write(OURS);
    expect(asked.map(({ operation }) => operation)).toEqual(['CreateUser', 'CreateUser', 'GetUser']);
  });

  test('is another person’s if the first request found it', async () => {
    const { clients } = await made(taken);
    await expect(user(clients.iam, FACTS, ledgerOf(), mayAll).write(OURS)).rejects.toMatchObject({
      message: expect.stringContaining('already exists'),
    });
  });
});
