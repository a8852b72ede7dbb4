import { constants, createPublicKey, publicEncrypt, randomFillSync } from 'node:crypto';
import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  GetParametersForImportCommand,
  ImportKeyMaterialCommand,
  type KeyMetadata,
  type KMSClient,
  ListAliasesCommand,
  ListKeysCommand,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import type { Remedy } from '../../contract/suggestion.ts';
import type { Found, MadeParts, Part } from '../../contract/workshop.ts';
import { awsCode, ifAllowed, ifExists } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';
import { TAG } from '../resources/user.ts';
import { type Blueprint, LENT_TAG } from './blueprint.ts';
import { hasTag, isTagged, unfit, unlessThere } from './finding.ts';

const DAY = 24 * 3600 * 1000;
/** KMS keeps imported material for 365 days at most: a day less, so that no clock stands in the way. */
const LIFE = 364 * DAY;
/** https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-create-cmk.html */
const DESCRIPTION = 'The imported key of the KMS workshop';

export interface WorkshopKey {
  readonly parts: readonly Part[];
  /** The key that the parts are about; `undefined` while there is none. */
  arn(): Promise<string | undefined>;
}

/** The page's ImportedCMK: the key, its material, its alias. `pendingDays`: how long a deletion waits. */
export function workshopKey(
  kms: KMSClient,
  { alias, place }: Blueprint,
  made: MadeParts,
  pendingDays: number,
): WorkshopKey {
  const describe = async (KeyId: string): Promise<KeyMetadata | undefined> =>
    (await ifExists(kms.send(new DescribeKeyCommand({ KeyId }))))?.KeyMetadata;
  /** KMS spells them in a way of its own. */
  const tagsOf = async (KeyId: string) => {
    const tags = await everyPage(
      (Marker) => kms.send(new ListResourceTagsCommand({ KeyId, Marker })),
      (page) => [page.Tags, page.NextMarker],
    );
    return tags.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }));
  };
  const hasOurs = async (KeyId: string): Promise<boolean> => isTagged(await tagsOf(KeyId));
  /** The one the lab made; the one the alias names; one that carries the lab's tag. */
  const key = async (): Promise<KeyMetadata | undefined> => {
    const before = made.idOf('key');
    const recorded = before === undefined ? undefined : await describe(before);
    if (recorded && !recorded.DeletionDate) return recorded;
    return (await describe(alias)) ?? recorded ?? (await taggedKey(kms, describe, hasOurs));
  };
  const usable = async (): Promise<KeyMetadata | undefined> => {
    const found = await key();
    return found?.DeletionDate ? undefined : found;
  };
  const isNamed = async ({ KeyId }: KeyMetadata): Promise<boolean> => {
    const aliases = await everyPage(
      (Marker) => kms.send(new ListAliasesCommand({ KeyId, Marker })),
      (page) => [page.Aliases, page.NextMarker],
    );
    return aliases.some(({ AliasName }) => AliasName === alias);
  };
  return {
    arn: async () => (await usable())?.Arn,
    parts: [
      {
        id: 'key',
        title: 'key for imported material',
        calls: ['kms:CreateKey', 'kms:TagResource'],
        async find(): Promise<Found | undefined> {
          const found = await key();
          if (!found?.KeyId) return undefined;
          const { DeletionDate, KeyId } = found;
          const tags = await tagsOf(KeyId);
          const [tagged, lent] = [isTagged(tags), hasTag(tags, LENT_TAG)];
          return {
            id: KeyId,
            tagged,
            ...(lent ? { lent } : {}),
            ...((await isNamed(found)) ? faultOf(found, tagged || lent) : {}),
            ...(DeletionDate
              ? { leaving: `KMS deletes it on ${DeletionDate.toISOString().slice(0, 10)}` }
              : {}),
          };
        },
        async make() {
          const Tags = [{ TagKey: TAG.Key, TagValue: TAG.Value }];
          const created = await kms.send(
            new CreateKeyCommand({ Origin: 'EXTERNAL', Description: DESCRIPTION, Tags }),
          );
          return created.KeyMetadata?.KeyId ?? '';
        },
        remove: async ({ id: KeyId }) =>
          void (await kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: pendingDays }))),
      },
      {
        id: 'key-material',
        title: 'material of the key',
        calls: ['kms:GetParametersForImport', 'kms:ImportKeyMaterial'],
        within: 'key',
        async find() {
          const found = await usable();
          if (!found?.KeyId || found.KeyState === 'PendingImport') return undefined;
          return { id: found.KeyId, tagged: true, byRecord: true };
        },
        async make() {
          const { KeyId = '' } = (await usable()) ?? {};
          await importMaterial(kms, KeyId);
          return KeyId;
        },
      },
      {
        id: 'alias',
        title: alias,
        calls: ['kms:CreateAlias'],
        async find() {
          const [found, target] = [await key(), await describe(alias)];
          if (!target?.KeyId) return undefined;
          const id = target.KeyId;
          if (id === found?.KeyId) return { id, tagged: await hasOurs(id), byRecord: true };
          return {
            id,
            tagged: false,
            ...unfit(`${alias} names the key ${id}, and not the lab’s, ${found?.KeyId}.`, {
              next: [
                {
                  shell: `aws kms update-alias --alias-name ${alias} --target-key-id ${found?.KeyId}`,
                  why: 'points it to the lab’s key',
                },
              ],
            }),
          };
        },
        async make() {
          const { KeyId: TargetKeyId = '' } = (await usable()) ?? {};
          await unlessThere(kms.send(new CreateAliasCommand({ AliasName: alias, TargetKeyId })));
          return TargetKeyId;
        },
        isEarly: (error) => awsCode(error) === 'NotFoundException',
        remove: async () => void (await kms.send(new DeleteAliasCommand({ AliasName: alias }))),
      },
    ],
  };

  /** Why the page could not be done with the key. */
  function faultOf(
    { KeyManager, KeyState, KeySpec, KeyUsage, KeyId }: KeyMetadata,
    finishable: boolean,
  ): Pick<Found, 'unfit'> {
    const why =
      KeyManager !== 'CUSTOMER'
        ? 'which belongs to a service of AWS'
        : KeySpec !== 'SYMMETRIC_DEFAULT' || KeyUsage !== 'ENCRYPT_DECRYPT'
          ? `which is a ${KeySpec} key for ${KeyUsage}`
          : KeyState === 'Enabled' || (KeyState === 'PendingImport' && finishable)
            ? undefined
            : `which is ${KeyState}`;
    if (why === undefined) return {};
    return unfit(
      `${alias} stands for the key ${KeyId} in ${place.region}, ${why}.`,
      WAYS_OUT[KeyState ?? '']?.(KeyId ?? '', alias) ?? { hint: '--alias NAME' },
    );
  }
}

const WAYS_OUT: Readonly<Record<string, (keyId: string, alias: string) => Remedy>> = {
  PendingDeletion: (keyId, alias) => ({
    next: [
      {
        shell: `aws kms cancel-key-deletion --key-id ${keyId} && aws kms enable-key --key-id ${keyId}`,
        why: 'keeps it',
      },
      { shell: `aws kms delete-alias --alias-name ${alias}`, why: 'makes room for another key' },
    ],
  }),
  Disabled: (keyId) => ({ next: [{ shell: `aws kms enable-key --key-id ${keyId}`, why: 'enables it' }] }),
  PendingImport: (keyId) => ({
    hint: `import the material it had: KMS takes no other for ${keyId}; or --alias NAME`,
  }),
};

/**
 * A key of the lab's that nothing names: a process died after it had made it, or a teardown left it. One that waits for
 * its deletion comes last.
 */
async function taggedKey(
  kms: KMSClient,
  describe: (id: string) => Promise<KeyMetadata | undefined>,
  isOurs: (id: string) => Promise<boolean>,
): Promise<KeyMetadata | undefined> {
  const keys = await everyPage(
    (Marker) => kms.send(new ListKeysCommand({ Marker, Limit: 1000 })),
    (page) => [page.Keys, page.NextMarker],
  );
  let leaving: KeyMetadata | undefined;
  for (const { KeyId = '' } of keys) {
    // Of a key that the operator may not look at nothing is known: the lab did not make it.
    const found = await ifAllowed(describe(KeyId));
    if (found?.KeyManager !== 'CUSTOMER' || found.Origin !== 'EXTERNAL') continue;
    if (!(await ifAllowed(isOurs(KeyId)))) continue;
    if (!found.DeletionDate) return found;
    leaving ??= found;
  }
  return leaving;
}

/**
 * Gives the key 256 random bits, which exist here in memory only, for the moment it takes to wrap them.
 * https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-encrypt-key-material.html
 */
async function importMaterial(kms: KMSClient, KeyId: string): Promise<void> {
  const { PublicKey, ImportToken } = await kms.send(
    new GetParametersForImportCommand({
      KeyId,
      WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
      WrappingKeySpec: 'RSA_3072',
    }),
  );
  if (!PublicKey)
    throw new LabError('ERR_AWS', `KMS gave no public key to wrap the material of ${KeyId} with.`);
  const material = randomFillSync(Buffer.alloc(32));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const EncryptedKeyMaterial = publicEncrypt({ key, padding, oaepHash: 'sha256' }, material);
  material.fill(0);
  try {
    await kms.send(
      new ImportKeyMaterialCommand({
        KeyId,
        ImportToken,
        EncryptedKeyMaterial,
        ExpirationModel: 'KEY_MATERIAL_EXPIRES',
        ValidTo: new Date(Date.now() + LIFE),
      }),
    );
  } catch (error) {
    if (awsCode(error) !== 'IncorrectKeyMaterialException') throw error;
    throw new LabError('ERR_KEY_STATE', `The material of ${KeyId} is gone, and KMS takes no other.`, {
      hint: 'the lab keeps no material',
      next: [
        { run: ['teardown', '--delete-key', KeyId], why: 'schedules its deletion' },
        { run: ['setup'], why: 'makes another key' },
      ],
      cause: error,
    });
  }
}
