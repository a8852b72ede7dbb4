import type { Context } from '../policy/request.ts';
import {
  instanceKeys,
  type Membership,
  mfaKeys,
  organizationKeys,
  principalTagKeys,
  requestKeys,
  tokenKeys,
  WITHOUT_MFA,
} from '../policy/request-context.ts';
import { entityOf } from './callers.ts';
import { keyContext } from './kms/key-context.ts';
import type { ApiCall, Demand } from './operation.ts';
import { organizationWith } from './organizations/membership.ts';
import type { WireRequest } from './protocol/protocol.ts';
import { s3KeysOf, s3RequestKeys } from './s3/request-keys.ts';
import type { RoleSession, Tags, World } from './world.ts';

/**
 * The condition keys of a request to the sandbox, by what determines them: how it arrived, who signed it, and whose
 * resource it is about. Those of the operation and of a KMS key are added where the demand is made. What every key
 * comes from, and which keys no request has, is in `policy/condition-keys.ts`.
 */

/** What a request is for. */
interface Purpose {
  readonly service: string;
  readonly operation: string;
  /** The one it is signed for. */
  readonly region: string;
  readonly now: Date;
  /** Real time. */
  readonly wireNow: Date;
}

/** How the request arrived. */
export const arrivalKeys = (
  { sourceIp, headers, target }: Pick<WireRequest, 'sourceIp' | 'headers' | 'target'>,
  { service, operation, region, now, wireNow }: Purpose,
): Context => ({
  // Loopback counts as TLS: clients that use plain HTTP here use TLS with AWS.
  ...requestKeys({ service, region, partition: 'aws', now, sourceIp }),
  ...(headers['user-agent'] === undefined ? {} : { 'aws:UserAgent': headers['user-agent'] }),
  ...(headers.referer === undefined ? {} : { 'aws:referer': headers.referer }),
  ...(service === 's3' ? s3RequestKeys({ headers, target, operation, wireNow }) : {}),
  // Every action of EC2 has it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
  ...(service === 'ec2' ? { 'ec2:Region': region } : {}),
});

/** Who signed, with a user's own access key: MFA keys are absent, not false, and there is no token. */
export const longTermKeys = (tags: Tags): Context => principalTagKeys(tags);

/** Who signed, with the credentials of a session. */
export const sessionKeys = (world: World, session: RoleSession, now: Date): Context => ({
  ...principalTagKeys(entityOf(world, session.parent ?? session.caller)?.tags ?? {}, session.tags ?? {}),
  ...(session.issued === undefined ? {} : tokenKeys(new Date(session.issued))),
  ...(session.sourceIdentity === undefined ? {} : { 'aws:SourceIdentity': session.sourceIdentity }),
  ...(session.mfaAt === undefined
    ? WITHOUT_MFA
    : mfaKeys(Math.floor((now.getTime() - Date.parse(session.mfaAt)) / 1000))),
  ...deliveryKeys(world, session),
});

/** All condition keys of a demand. `owner`: the account that its resource belongs to. */
export const contextOf = (
  { world, identity: { caller }, context }: Pick<ApiCall<unknown>, 'world' | 'identity' | 'context'>,
  { action, resource, context: ofDemand }: Pick<Demand, 'action' | 'resource' | 'context'>,
  owner: string,
): Context => ({
  ...keyContext(world, resource),
  ...organizationKeys('Principal', 'accountId' in caller ? membershipOf(world, caller.accountId) : undefined),
  ...organizationKeys('Resource', membershipOf(world, owner)),
  ...s3KeysOf(action, context, owner),
  ...ofDemand,
});

/** All accounts are directly under the root. */
function membershipOf(world: World, account: string): Membership | undefined {
  const organization = organizationWith(world, account);
  return organization && { id: organization.id, path: `${organization.id}/${organization.root}/` };
}

function deliveryKeys({ accounts, region }: World, { caller, instance: id }: RoleSession): Context {
  const instance = 'accountId' in caller && id !== undefined && accounts[caller.accountId]?.instances[id];
  if (!instance) return {};
  const { vpcId, privateIp } = instance;
  return instanceKeys({
    arn: `arn:aws:ec2:${region}:${caller.accountId}:instance/${instance.id}`,
    vpcId,
    privateIp,
  });
}
