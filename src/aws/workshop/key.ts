import {
  CreateAliasCommand,
  CreateKeyCommand,
  DeleteAliasCommand,
  type KeyMetadata,
  ListKeysCommand,
  ListResourceTagsCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { type Remedy, sh } from '../../contract/suggestion.ts';
import type { FoundPart, MadeParts, WorkshopPart } from '../../contract/workshop.ts';
import type { Clients } from '../client/clients.ts';
import { awsCode, ifAllowed } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';
import { aliasesOf, describeKey } from '../find/key.ts';
import { TAG } from '../resources/user.ts';
import { type Blueprint, LENT_TAG } from './blueprint.ts';
import { hasTag, isTagged, unfit, unlessThere } from './finding.ts';
import { importMaterial } from './key-material.ts';

/** https://docs.aws.amazon.com/kms/latest/developerguide/importing-keys-create-cmk.html */
const DESCRIPTION = 'The imported key of the KMS workshop';

export interface WorkshopKey {
  readonly parts: readonly WorkshopPart[];
  /** The key of the parts; `undefined` while there is none. */
  arn(): Promise<string | undefined>;
}

/** What the three parts look at. */
interface Subject {
  readonly clients: Pick<Clients, 'kms'>;
  readonly plan: Blueprint;
  /** The key that the lab created; otherwise the one that the alias names; otherwise one with the lab's tag. */
  key(): Promise<KeyMetadata | undefined>;
  /** The same, unless it is pending deletion. */
  usable(): Promise<KeyMetadata | undefined>;
}

/** The page's ImportedCMK: the key, its material, its alias. `pendingDays`: the waiting period of a deletion. */
export function workshopKey(
  clients: Pick<Clients, 'kms'>,
  plan: Blueprint,
  made: MadeParts,
  pendingDays: number,
): WorkshopKey {
  const key = async (): Promise<KeyMetadata | undefined> => {
    const recorded = await describeKey(clients, made.idOf('key'));
    if (recorded && !recorded.DeletionDate) return recorded;
    return (await describeKey(clients, plan.alias)) ?? recorded ?? (await taggedKey(clients));
  };
  const usable = async (): Promise<KeyMetadata | undefined> => {
    const found = await key();
    return found?.DeletionDate ? undefined : found;
  };
  const subject: Subject = { clients, plan, key, usable };
  return {
    arn: async () => (await usable())?.Arn,
    parts: [keyPart(subject, pendingDays), materialPart(subject), aliasPart(subject)],
  };
}

function keyPart({ clients, plan, key }: Subject, pendingDays: number): WorkshopPart {
  const { kms } = clients;
  return {
    id: 'key',
    title: 'key for imported material',
    calls: ['kms:CreateKey', 'kms:TagResource'],
    async find(): Promise<FoundPart | undefined> {
      const found = await key();
      if (!found?.KeyId) return undefined;
      const { DeletionDate, KeyId } = found;
      const tags = await tagsOf(clients, KeyId);
      const [tagged, lent] = [isTagged(tags), hasTag(tags, LENT_TAG)];
      const isNamed = (await aliasesOf(clients, KeyId)).includes(plan.alias);
      return {
        id: KeyId,
        tagged,
        ...(lent ? { lent } : {}),
        ...(isNamed ? faultOf(found, plan, tagged || lent) : {}),
        ...(DeletionDate ? { leaving: `KMS deletes it on ${DeletionDate.toISOString().slice(0, 10)}` } : {}),
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
  };
}

const materialPart = ({ clients: { kms }, usable }: Subject): WorkshopPart => ({
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
});

function aliasPart({ clients, plan: { alias }, key, usable }: Subject): WorkshopPart {
  const { kms } = clients;
  return {
    id: 'alias',
    title: alias,
    calls: ['kms:CreateAlias'],
    async find() {
      const [found, target] = [await key(), await describeKey(clients, alias)];
      if (!target?.KeyId) return undefined;
      const id = target.KeyId;
      if (id === found?.KeyId) return { id, tagged: isTagged(await tagsOf(clients, id)), byRecord: true };
      return {
        id,
        tagged: false,
        ...unfit(`${alias} names the key ${id}, and not the lab’s, ${found?.KeyId}.`, {
          next: [
            {
              shell: sh`aws kms update-alias --alias-name ${alias} --target-key-id ${found?.KeyId}`,
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
  };
}

/** Why the page could not be done with the key. */
function faultOf(
  // What stands in for AWS may leave out members that AWS's model calls optional.
  { KeyManager, KeyState, KeySpec, KeyUsage = 'ENCRYPT_DECRYPT', KeyId }: KeyMetadata,
  { alias, place }: Blueprint,
  finishable: boolean,
): Pick<FoundPart, 'unfit'> {
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
    `${alias} points to the key ${KeyId} in ${place.region}, ${why}.`,
    WAYS_OUT[KeyState ?? '']?.(KeyId ?? '', alias) ?? { hint: '--alias NAME' },
  );
}

/** KMS has its own spelling of them. */
async function tagsOf({ kms }: Pick<Clients, 'kms'>, KeyId: string) {
  const tags = await everyPage(
    (Marker) => kms.send(new ListResourceTagsCommand({ KeyId, Marker })),
    (page) => [page.Tags, page.NextMarker],
  );
  return tags.map(({ TagKey: Key, TagValue: Value }) => ({ Key, Value }));
}

const WAYS_OUT: Readonly<Record<string, (keyId: string, alias: string) => Remedy>> = {
  PendingDeletion: (keyId, alias) => ({
    next: [
      {
        shell: sh`aws kms cancel-key-deletion --key-id ${keyId} && aws kms enable-key --key-id ${keyId}`,
        why: 'keeps it',
      },
      { shell: sh`aws kms delete-alias --alias-name ${alias}`, why: 'makes room for another key' },
    ],
  }),
  Disabled: (keyId) => ({ next: [{ shell: sh`aws kms enable-key --key-id ${keyId}`, why: 'enables it' }] }),
  PendingImport: (keyId) => ({
    hint: `import the material it had: KMS accepts no other for ${keyId}; or --alias NAME`,
  }),
};

/**
 * A key of the lab's that nothing names: a process died after creating it, or a teardown left it. One that is pending
 * deletion comes last.
 */
async function taggedKey(clients: Pick<Clients, 'kms'>): Promise<KeyMetadata | undefined> {
  const keys = await everyPage(
    (Marker) => clients.kms.send(new ListKeysCommand({ Marker, Limit: 1000 })),
    (page) => [page.Keys, page.NextMarker],
  );
  let leaving: KeyMetadata | undefined;
  for (const { KeyId = '' } of keys) {
    // A key that the operator may not look at was not created by the lab.
    const found = await ifAllowed(describeKey(clients, KeyId));
    if (found?.KeyManager !== 'CUSTOMER' || found.Origin !== 'EXTERNAL') continue;
    if (!isTagged(await ifAllowed(tagsOf(clients, KeyId)))) continue;
    if (!found.DeletionDate) return found;
    leaving ??= found;
  }
  return leaving;
}
