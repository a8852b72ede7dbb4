import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetRoleCommand,
  type IAMClient,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { AWAY, HOME, openAccount, refusalOf, trusting } from './account.ts';

const BOB = `arn:aws:iam::${HOME}:user/bob`;

async function trusted(iam: IAMClient): Promise<unknown> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'r' }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement[0].Principal;
}

async function openTrusting(Principal: unknown) {
  const { iam, world } = openAccount();
  await iam().send(new CreateUserCommand({ UserName: 'bob' }));
  await iam().send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: trusting(Principal) }));
  return { iam: iam(), world };
}

test.each([
  ['a user', { AWS: BOB }, { AWS: BOB }],
  ['several', { AWS: [BOB, `arn:aws:iam::${AWAY}:root`] }, { AWS: [BOB, `arn:aws:iam::${AWAY}:root`] }],
  ['a list of one', { AWS: [BOB] }, { AWS: BOB }],
  ['an account by its number', { AWS: AWAY }, { AWS: `arn:aws:iam::${AWAY}:root` }],
  ['a service', { Service: 'ec2.amazonaws.com' }, { Service: 'ec2.amazonaws.com' }],
  ['everybody', { AWS: '*' }, { AWS: '*' }],
])('trust in %s', async (_, given, shown) => {
  const { iam } = await openTrusting(given);
  expect(await trusted(iam)).toEqual(shown);
});

test('trust is in a person, not in a name', async () => {
  const { iam, world } = await openTrusting({ AWS: BOB });
  const id = world.accounts[HOME]!.users.bob?.id;
  await iam.send(new DeleteUserCommand({ UserName: 'bob' }));
  await iam.send(new CreateUserCommand({ UserName: 'bob' }));
  expect(await trusted(iam)).toEqual({ AWS: id });
  const again = new UpdateAssumeRolePolicyCommand({
    RoleName: 'r',
    PolicyDocument: trusting({ AWS: id }),
  });
  expect(await refusalOf(iam.send(again))).toMatchObject({
    code: 'MalformedPolicyDocument',
    text: `Invalid principal in policy: "AWS":"${id}"`,
  });
});
