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

const FROM_ELSEWHERE = { Condition: { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } } };
const UNTIL_2020 = { Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } } };
const inRegion = (region: string) => ({
  Condition: { StringEquals: { 'aws:RequestedRegion': region } },
});
const tagged = (team: string) => ({ Condition: { StringEquals: { 'aws:PrincipalTag/team': team } } });
/** If a condition is not met, nothing decides: the message names its policy, or says that no policy allows it. */
const ROLE_POLICY = /KMSWorkshop-AdditionalPermissions|no identity policy allows/;

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
      expect: { runs: false, names: /AlsoDecrypts/ },
    },
    {
      name: 'a second policy, inline, allows kms:Decrypt',
      arrange: (hands) => inlineRolePolicy(hands, 'inline-decrypt', allow('kms:Decrypt')),
      expect: { runs: false, names: /inline-decrypt/ },
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
      expect: { runs: false, names: /by-s3/ },
    },
    {
      name: 'a second policy allows kms:Decrypt from another address only',
      arrange: (hands) => inlineRolePolicy(hands, 'from-elsewhere', allow('kms:Decrypt', FROM_ELSEWHERE)),
      // kms-lab does not guess which of the two the page means.
      expect: { runs: false, names: /from-elsewhere/ },
    },
    {
      name: 'from another address only',
      arrange: (hands) => rolePolicy(hands, allow(WORKSHOP, { Sid: 'FromElsewhere', ...FROM_ELSEWHERE })),
      expect: { runs: false, names: ROLE_POLICY, at: 'show-key-policy' },
    },
    {
      name: 'an inline policy denies kms:Decrypt from another address only',
      arrange: (hands) => inlineRolePolicy(hands, 'no-decrypt', deny('kms:Decrypt', FROM_ELSEWHERE)),
      expect: { runs: true },
    },
    {
      name: 'to roles of a tag that the role bears',
      async arrange(hands) {
        await hands.iam.send(
          new TagRoleCommand({ RoleName: ROLE, Tags: [{ Key: 'team', Value: 'workshop' }] }),
        );
        await rolePolicy(hands, allow(WORKSHOP, tagged('workshop')));
      },
      expect: { runs: true },
    },
    {
      name: 'to roles of a tag that the role does not bear',
      arrange: (hands) => rolePolicy(hands, allow(WORKSHOP, { Sid: 'ByTag', ...tagged('other') })),
      expect: { runs: false, names: ROLE_POLICY, at: 'show-key-policy' },
    },
    {
      name: 'in this region only',
      arrange: (hands) => rolePolicy(hands, allow(WORKSHOP, inRegion(REGION))),
      expect: { runs: true },
    },
    {
      name: 'in another region only',
      arrange: (hands) =>
        rolePolicy(hands, allow(WORKSHOP, { Sid: 'OtherRegion', ...inRegion('eu-west-1') })),
      expect: { runs: false, names: ROLE_POLICY, at: 'show-key-policy' },
    },
    {
      name: 'an inline policy denies kms:Decrypt in this region',
      arrange: (hands) => inlineRolePolicy(hands, 'not-here', deny('kms:Decrypt', inRegion(REGION))),
      expect: { runs: false, names: /not-here/, at: 'show-key-policy' },
    },
    {
      name: 'until a day in the past',
      arrange: (hands) => rolePolicy(hands, allow(WORKSHOP, { Sid: 'Until2020', ...UNTIL_2020 })),
      expect: { runs: false, names: ROLE_POLICY, at: 'show-key-policy' },
    },
    {
      name: 'an inline policy denies kms:Decrypt until a day in the past',
      arrange: (hands) => inlineRolePolicy(hands, 'until-2020', deny('kms:Decrypt', UNTIL_2020)),
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
