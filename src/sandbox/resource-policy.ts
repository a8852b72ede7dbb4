import type { NamedPolicy, Request } from '../policy/request.ts';
import { withGrants } from './kms/grants.ts';
import { keyByArn } from './kms/keys.ts';
import { toArns } from './principals.ts';
import type { World } from './world.ts';

/** The policy of the resource itself: key policy (with the key's grants), bucket policy or trust policy. */
export function resourcePolicy(world: World, request: Request): NamedPolicy | undefined {
  const { action, resource } = request;
  const service = action.split(':')[0];
  if (service === 'kms') return ofKey(world, request);
  if (service === 's3') return ofBucket(world, resource);
  if (service === 'sts') return ofRole(world, resource);
  return undefined;
}

function ofKey(world: World, request: Request): NamedPolicy | undefined {
  const key = keyByArn(world, request.resource);
  if (!key) return undefined;
  const document = withGrants(toArns(world, key.policy), world, key, request);
  return { name: 'the key policy', document };
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
