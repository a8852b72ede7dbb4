import type { GrantListEntry, KeyMetadata, Tag } from '@aws-sdk/client-kms';
import { shownPrincipal } from '../principals.ts';
import type { Key, StoredGrant, Tags, World } from '../world.ts';
import { SYMMETRIC } from './cryptography.ts';
import { shownMaterialId } from './material.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export const metadataOf = (key: Key): KeyMetadata => ({
  AWSAccountId: key.arn.split(':')[4],
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: new Date(key.created),
  Enabled: key.state === 'Enabled',
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: key.state,
  DeletionDate: dateOf(key.deletionDate),
  ValidTo: dateOf(key.validTo),
  Origin: key.origin,
  ExpirationModel: expirationModel(key),
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: SYMMETRIC,
  KeySpec: SYMMETRIC,
  EncryptionAlgorithms: [SYMMETRIC],
  MultiRegion: false,
  CurrentKeyMaterialId: shownMaterialId(key),
});

const expirationModel = ({ origin, material, validTo }: Key): KeyMetadata['ExpirationModel'] => {
  if (origin === 'AWS_KMS' || material === undefined) return undefined;
  return validTo === undefined ? 'KEY_MATERIAL_DOES_NOT_EXPIRE' : 'KEY_MATERIAL_EXPIRES';
};

const dateOf = (text: string | undefined): Date | undefined =>
  text === undefined ? undefined : new Date(text);

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
export const grantEntry = (world: World, key: Key, grant: StoredGrant): GrantListEntry => ({
  KeyId: key.arn,
  GrantId: grant.id,
  Name: grant.name,
  CreationDate: new Date(grant.created),
  GranteePrincipal: shownPrincipal(world, grant.grantee),
  RetiringPrincipal: grant.retiring === undefined ? undefined : shownPrincipal(world, grant.retiring),
  IssuingAccount: grant.issuer,
  Operations: grant.operations as GrantListEntry['Operations'],
  Constraints: grant.constraint && {
    [grant.constraint.kind === 'equals' ? 'EncryptionContextEquals' : 'EncryptionContextSubset']:
      grant.constraint.context,
  },
});

export const kmsTagList = (tags: Tags): Tag[] =>
  Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
