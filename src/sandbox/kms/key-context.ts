import { keyConditionKeys } from '../../policy/kms-context.ts';
import type { Context } from '../../policy/request.ts';
import type { World } from '../world.ts';
import { keyByArn } from './keys.ts';

/** Condition keys that the key of a request determines; none if there is no such key. */
export function keyContext(world: World, arn: string): Context {
  const key = keyByArn(world, arn);
  if (!key) return {};
  const [, , , , owner = ''] = arn.split(':');
  const aliases = Object.values(world.accounts[owner]?.aliases ?? {}).filter(({ keyId }) => keyId === key.id);
  return keyConditionKeys({
    origin: key.origin,
    spec: 'SYMMETRIC_DEFAULT',
    usage: 'ENCRYPT_DECRYPT',
    multiRegion: false,
    aliases: aliases.map(({ name }) => name),
    tags: key.tags,
  });
}
