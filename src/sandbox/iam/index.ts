import { errorTypeRegistries } from '@aws-sdk/client-iam';
import { awsQuery } from '../protocol/query.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import * as accessKeys from './operations/access-keys.ts';
import * as account from './operations/account.ts';
import * as attachedPolicies from './operations/attached-policies.ts';
import * as authorizationDetails from './operations/authorization-details.ts';
import * as boundaries from './operations/boundaries.ts';
import * as entityTags from './operations/entity-tags.ts';
import * as groups from './operations/groups.ts';
import * as inlinePolicies from './operations/inline-policies.ts';
import * as instanceProfiles from './operations/instance-profiles.ts';
import * as loginProfiles from './operations/login-profiles.ts';
import * as mfaDevices from './operations/mfa-devices.ts';
import * as policies from './operations/policies.ts';
import * as policyTags from './operations/policy-tags.ts';
import * as policyVersions from './operations/policy-versions.ts';
import * as renames from './operations/renames.ts';
import * as roles from './operations/roles.ts';
import * as simulate from './operations/simulate.ts';
import * as users from './operations/users.ts';

/** Every export of `operations/` is the operation of that name. */
export const iamService = defineService<typeof import('@aws-sdk/client-iam')>({
  name: 'iam',
  protocol: awsQuery,
  xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  registries: errorTypeRegistries,
  absent: ABSENT.iam,
  operations: {
    ...accessKeys,
    ...account,
    ...attachedPolicies,
    ...authorizationDetails,
    ...boundaries,
    ...entityTags,
    ...groups,
    ...inlinePolicies,
    ...instanceProfiles,
    ...loginProfiles,
    ...mfaDevices,
    ...policies,
    ...policyTags,
    ...policyVersions,
    ...renames,
    ...roles,
    ...simulate,
    ...users,
  },
});
