import type { NamedPolicy, Policies, Request } from '../policy/request.ts';
import { grantsOn } from './kms/grants.ts';
import { keyByArn } from './kms/keys.ts';
import { toArns } from './principals.ts';
import type { World } from './world.ts';

type OnResource = Pick<Policies, 'resource' | 'grants'>;

/** The resource's own policies: key policy and grants, bucket policy or trust policy. */
export function resourcePolicies(world: World, request: Request): OnResource {
  const { action, resource } = request;
  const service = action.split(':')[0];
  if (service === 'kms') return ofKey(world, request);
  if (service === 's3') return alone(ofBucket(world, resource));
  if (service === 'sts') return alone(ofRole(world, resource));
  return {};
}

const alone = (resource: NamedPolicy | undefined): OnResource => (resource ? { resource } : {});

function ofKey(world: World, request: Request): OnResource {
  const key = keyByArn(world, request.resource);
  if (!key) return {};
  const resource = { name: 'the key policy', document: toArns(world, key.policy) };
  return key.grants ? { resource, grants: grantsOn(world, key, request) } : { resource };
}

function ofBucket({ accounts }: World, arn: string): NamedPolicy | undefined {
  const name = /^arn:aws[a-z-]*:s3:::([^/]+)/.exec(arn)?.[1] ?? '';
  const document = Object.values(accounts).find(({ buckets }) => Object.hasOwn(buckets, name))?.buckets[name]
    ?.policy;
  return document && { name: 'the bucket policy', document };
}

function ofRole({ accounts }: World, arn: string): NamedPolicy | undefined {
  const role = Object.values(accounts)
    .flatMap(({ roles }) => Object.values(roles))
    .find((role) => role.arn === arn);
  return role && { name: 'the trust policy', document: role.trust };
}
