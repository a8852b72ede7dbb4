import type { Context } from '../../policy/request.ts';
import type { World } from '../world.ts';
import { keyByArn } from './keys.ts';

/**
 * Condition keys that follow from the key a request is about.
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export function keyContext(world: World, arn: string): Context {
  const key = keyByArn(world, arn);
  if (!key) return {};
  const [, , , , owner = ''] = arn.split(':');
  const aliases = Object.values(world.accounts[owner]?.aliases ?? {}).filter(({ keyId }) => keyId === key.id);
  return {
    'kms:KeyOrigin': key.origin,
    'kms:KeySpec': 'SYMMETRIC_DEFAULT',
    'kms:KeyUsage': 'ENCRYPT_DECRYPT',
    'kms:MultiRegion': 'false',
    'kms:ResourceAliases': aliases.map(({ name }) => name),
    'aws:ResourceAccount': owner,
    ...Object.fromEntries(
      Object.entries(key.tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value]),
    ),
  };
}

/** Condition keys of an encryption context: each pair, and the names of all. */
export const contextKeys = (context: Readonly<Record<string, string>>): Context => ({
  'kms:EncryptionContextKeys': Object.keys(context),
  ...Object.fromEntries(Object.entries(context).map(([name, value]) => [`${PAIR}${name}`, value])),
});

/** The encryption context that `contextKeys` was made from. */
export const contextOf = (keys: Context): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(keys).flatMap(([key, value]) =>
      key.startsWith(PAIR) && typeof value === 'string' ? [[key.slice(PAIR.length), value]] : [],
    ),
  );

const PAIR = 'kms:EncryptionContext:';
