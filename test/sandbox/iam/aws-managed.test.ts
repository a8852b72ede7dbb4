import { expect, test } from 'vitest';
import { validateIdentityPolicy } from '../../../src/policy/validate.ts';
import { awsManagedPolicies, awsManagedPolicy } from '../../../src/sandbox/iam/aws-managed.ts';

test.each([
  'AdministratorAccess',
  'AmazonEC2FullAccess',
  'AmazonS3FullAccess',
  'AmazonSSMManagedInstanceCore',
  'AWSCloudTrail_ReadOnlyAccess',
  'AWSKeyManagementServicePowerUser',
])('the workshop’s %s exists', (name) => {
  expect(awsManagedPolicy(`arn:aws:iam::aws:policy/${name}`)).toMatchObject({ name });
});

test.each(awsManagedPolicies.map((policy) => [policy.name, policy] as const))(
  '%s is a policy that IAM would accept',
  (_, { document, version }) => {
    expect(validateIdentityPolicy(JSON.stringify(document), 'managed')).toEqual(document);
    expect(version).toMatch(/^v\d+$/);
  },
);
