import { ServiceError } from '../operation.ts';
import type { Alias, Key, World, WorldAccount } from '../world.ts';
import { letTimePass } from './imported.ts';
import { requireState } from './states.ts';

/** Where an id or an alias without an ARN is looked up. */
export interface Scope {
  readonly accountId: string;
  readonly region: string;
}

const KEY_ID = /^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/i;
const ARN = /^arn:aws[a-z-]*:kms:([^:]*):([^:]*):((?:key|alias)\/.+)$/;

/**
 * By key id, key ARN, alias name or alias ARN, of this account or, by ARN, another one. Throws NotFoundException.
 * https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
 */
export function findKmsKey(world: World, keyId: string, scope: Scope): Key {
  if (KEY_ID.test(keyId)) return keyById(world, keyId, scope);
  const { region, accountId, name } = address(keyId, scope);
  if (region !== scope.region) throw notFound(`Invalid arn ${region}`);
  if (name.startsWith('alias/')) {
    const { keyId: target } = findAlias(world, name, { accountId, region });
    return keyById(world, target, { accountId, region });
  }
  return keyById(world, name.slice('key/'.length), { accountId, region });
}

/** The alias by which `keyId` names its key, `alias/ImportedCMK`; `undefined` if it names it in another way. */
export function aliasUsed(keyId: string): string | undefined {
  return /(?:^|:)(alias\/.+)$/.exec(keyId)?.[1];
}

/** Throws NotFoundException. */
export function findAlias(world: World, name: string, { accountId, region }: Scope): Alias {
  const found = own(world.accounts[accountId]?.aliases ?? {}, name);
  const arn = `arn:aws:kms:${region}:${accountId}:${name}`;
  if (found?.arn !== arn) throw notFound(`Alias ${arn} is not found.`);
  return found;
}

/** The key with exactly this ARN. */
export function keyByArn(world: World, arn: string): Key | undefined {
  const [, , , , accountId = '', resource = ''] = arn.split(':');
  const key = own(own(world.accounts, accountId)?.keys ?? {}, resource.replace(/^key\//, ''));
  return key?.arn === arn ? key : undefined;
}

/** May the key be used for cryptography now? Throws DisabledException or KMSInvalidStateException. */
export function requireUsable(key: Key, now: Date): void {
  letTimePass(key, now);
  requireState(key, 'Encrypt');
}

/** Keys whose waiting period is over are deleted, with their aliases. */
export function deleteDueKeys(world: World, now: Date): void {
  for (const accountId in world.accounts) {
    const account = world.accounts[accountId] as WorldAccount;
    for (const id in account.keys) {
      const { deletionDate } = account.keys[id] as Key;
      if (deletionDate === undefined || Date.parse(deletionDate) > now.getTime()) continue;
      delete account.keys[id];
      for (const alias of Object.values(account.aliases)) {
        if (alias.keyId === id) delete account.aliases[alias.name];
      }
    }
  }
}

export const notFound = (text: string): ServiceError => new ServiceError('NotFoundException', text);

function address(keyId: string, scope: Scope): Scope & { readonly name: string } {
  const [, region, accountId, name] = ARN.exec(keyId) ?? [];
  if (region !== undefined && accountId !== undefined && name !== undefined)
    return { region, accountId, name };
  if (keyId.startsWith('arn:')) throw new ServiceError('InvalidArnException', `Invalid arn ${keyId}`);
  if (keyId.startsWith('alias/')) return { ...scope, name: keyId };
  throw notFound(`Invalid keyId '${keyId}'`);
}

function keyById(world: World, id: string, { accountId, region }: Scope): Key {
  const arn = `arn:aws:kms:${region}:${accountId}:key/${id}`;
  const key = own(own(world.accounts, accountId)?.keys ?? {}, id);
  if (key?.arn !== arn) throw notFound(`Key '${arn}' does not exist`);
  return key;
}

const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
