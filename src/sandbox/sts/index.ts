import { errorTypeRegistries } from '@aws-sdk/client-sts';
import { awsQuery } from '../protocol/query.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import { AssumeRole } from './operations/assume-role.ts';
import { AssumeRoot } from './operations/assume-root.ts';
import { GetAccessKeyInfo } from './operations/get-access-key-info.ts';
import { GetCallerIdentity } from './operations/get-caller-identity.ts';
import { GetFederationToken } from './operations/get-federation-token.ts';
import { GetSessionToken } from './operations/get-session-token.ts';

export const stsService = defineService<typeof import('@aws-sdk/client-sts')>({
  name: 'sts',
  protocol: awsQuery,
  xmlNamespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  registries: errorTypeRegistries,
  absent: ABSENT.sts,
  operations: {
    AssumeRole,
    AssumeRoot,
    GetAccessKeyInfo,
    GetCallerIdentity,
    GetFederationToken,
    GetSessionToken,
  },
});
