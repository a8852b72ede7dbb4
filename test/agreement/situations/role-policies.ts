import { AttachRolePolicyCommand, TagRoleCommand } from '@aws-sdk/client-iam';
import {
  allow,
  attachedRolePolicy,
  deny,
  inlineRolePolicy,
  managedPolicy,
  otherKey,
  rolePolicy,
  WORKSHOP,
} from '../edits.ts';
import { ACCOUNT, ALIAS, KEY_ARN, REGION, ROLE } from '../hands.ts';
import type { Subject } from '../situation.ts';

const S3_ONLY = { StringEquals: { 'kms:ViaService': `s3.${REGION}.amazonaws.com` } };

export const rolePolicies: Subject = {
  title: 'The policies of the role',
  situations: [
    {
      name: 'kms:* on everything',
      arrange: (hands) => rolePolicy(hands, allow('kms:*', { Sid: 'AllOfKms' })),
      expect: { runs: false, names: /AllOfKms|KMSWorkshop-AdditionalPermissions/, at: 'show-key-policy' },
    },
    {
      name: 'everything but IAM, by NotAction',
      arrange: (hands) =>
        rolePolicy(hands, { Sid: 'AllButIam', Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
      expect: { runs: false, names: /AllButIam|KMSWorkshop-AdditionalPermissions/, at: 'show-key-policy' },
    },
    {
      name: 'kms:Decrypt* and its siblings, by wildcards',
      arrange: (hands) => rolePolicy(hands, allow(['kms:Decr*', 'kms:Encrypt*', 'kms:GenerateDataKey*'])),
      expect: { runs: true },
    },
    {
      name: 'on the ARN of the key',
      arrange: (hands) => rolePolicy(hands, allow(WORKSHOP, { Resource: KEY_ARN })),
      expect: { runs: true },
    },
    {
      name: 'on the ARN of the alias, which never matches',
      arrange: (hands) =>
        rolePolicy(
          hands,
          allow(WORKSHOP, { Sid: 'ByAlias', Resource: `arn:aws:kms:${REGION}:${ACCOUNT}:${ALIAS}` }),
        ),
      expect: { runs: false, names: /alias\/ImportedCMK/ },
    },
    {
      name: 'on keys of that alias, by kms:ResourceAliases',
      arrange: (hands) =>
        rolePolicy(
          hands,
          allow(WORKSHOP, { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': ALIAS } } }),
        ),
      expect: { runs: true },
    },
    {
      name: 'on another key only',
      async arrange(hands) {
        const Resource = KEY_ARN.replace(/[^/]+$/, await otherKey(hands));
        await rolePolicy(hands, allow(WORKSHOP, { Sid: 'AnotherKey', Resource }));
      },
      expect: { runs: false, names: /KMSWorkshop-AdditionalPermissions/ },
    },
    {
      name: 'a second policy, attached, allows kms:Decrypt',
      arrange: (hands) => attachedRolePolicy(hands, 'AlsoDecrypts', allow('kms:Decrypt', { Sid: 'Also' })),
      expect: { runs: false, names: /AlsoDecrypts/, at: 'strip-decrypt' },
    },
    {
      name: 'a second policy, inline, allows kms:Decrypt',
      arrange: (hands) => inlineRolePolicy(hands, 'inline-decrypt', allow('kms:Decrypt')),
      expect: { runs: false, names: /inline-decrypt/, at: 'strip-decrypt' },
    },
    {
      name: 'a second policy allows all that the page’s does',
      arrange: (hands) => attachedRolePolicy(hands, 'TheSameAgain', allow(WORKSHOP)),
      expect: { runs: false, names: /TheSameAgain/ },
    },
    {
      name: 'a policy of AWS allows kms:Decrypt: AdministratorAccess',
      arrange: ({ iam }) =>
        iam.send(
          new AttachRolePolicyCommand({
            RoleName: ROLE,
            PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
          }),
        ),
      expect: { runs: false, names: /AdministratorAccess/, at: 'show-key-policy' },
    },
    {
      name: 'a second policy allows kms:Decrypt on another key',
      async arrange(hands) {
        const Resource = KEY_ARN.replace(/[^/]+$/, await otherKey(hands));
        await inlineRolePolicy(hands, 'another-key', allow('kms:Decrypt', { Resource }));
      },
      expect: { runs: true },
    },
    {
      name: 'an inline policy denies kms:Decrypt',
      arrange: (hands) => inlineRolePolicy(hands, 'no-decrypt', deny('kms:Decrypt', { Sid: 'NoDecrypt' })),
      expect: { runs: false, names: /no-decrypt|NoDecrypt/, at: 'show-key-policy' },
    },
    {
      name: 'a policy that is not attached allows kms:Decrypt',
      arrange: ({ iam }) => managedPolicy(iam, 'Unattached', [allow('kms:Decrypt')]),
      expect: { runs: true },
    },
    {
      name: 'an inline policy denies kms:GenerateDataKey by way of S3',
      arrange: (hands) =>
        inlineRolePolicy(hands, 'no-uploads', deny('kms:GenerateDataKey', { Condition: S3_ONLY })),
      expect: { runs: false, names: /no-uploads/, at: 'start-web-app' },
    },
    {
      name: 'a second policy allows kms:Decrypt by way of S3',
      arrange: (hands) => inlineRolePolicy(hands, 'by-s3', allow('kms:Decrypt', { Condition: S3_ONLY })),
      expect: { runs: false, names: /by-s3/, at: 'open-sample-file' },
    },
    {
      name: 'a second policy allows kms:Decrypt from another address',
      arrange: (hands) =>
        inlineRolePolicy(
          hands,
          'from-elsewhere',
          allow('kms:Decrypt', { Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } }),
        ),
      expect: { runs: true },
    },
    {
      name: 'a second policy allows kms:Decrypt to roles of a tag that it bears',
      async arrange(hands) {
        await hands.iam.send(
          new TagRoleCommand({ RoleName: ROLE, Tags: [{ Key: 'team', Value: 'workshop' }] }),
        );
        await inlineRolePolicy(
          hands,
          'by-tag',
          allow('kms:Decrypt', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'workshop' } } }),
        );
      },
      expect: { runs: false, names: /by-tag/, at: 'strip-decrypt' },
    },
    {
      name: 'a second policy allows kms:Decrypt to roles of a tag that it does not bear',
      arrange: (hands) =>
        inlineRolePolicy(
          hands,
          'by-tag',
          allow('kms:Decrypt', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'other' } } }),
        ),
      expect: { runs: true },
    },
    {
      name: 'a second policy allows kms:Decrypt in this region',
      arrange: (hands) =>
        inlineRolePolicy(
          hands,
          'in-region',
          allow('kms:Decrypt', { Condition: { StringEquals: { 'aws:RequestedRegion': REGION } } }),
        ),
      expect: { runs: false, names: /in-region/, at: 'strip-decrypt' },
    },
    {
      name: 'a second policy allows kms:Decrypt in another region',
      arrange: (hands) =>
        inlineRolePolicy(
          hands,
          'out-of-region',
          allow('kms:Decrypt', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
        ),
      expect: { runs: true },
    },
    {
      name: 'a second policy allows kms:Decrypt until a day in the past',
      arrange: (hands) =>
        inlineRolePolicy(
          hands,
          'until-2020',
          allow('kms:Decrypt', {
            Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
          }),
        ),
      expect: { runs: true },
    },
    {
      name: 'after strip-decrypt: an inline policy gives kms:Decrypt back',
      after: 'strip-decrypt',
      arrange: (hands) => inlineRolePolicy(hands, 'given-back', allow('kms:Decrypt')),
      expect: { runs: false, names: /given-back/, at: 'strip-decrypt' },
    },
  ],
};
