import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  type GrantListEntry,
  ListAliasesCommand,
  ListGrantsCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import type { Facts } from '../../contract/facts.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { keyConditionKeys } from '../../policy/kms-context.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context, KeyGrant } from '../../policy/request.ts';
import type { Clients } from '../client/clients.ts';
import { ifAllowed } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';

/** The key policy in force; `undefined` if the operator may not read it. */
export async function readKeyPolicy(
  { kms }: Pick<Clients, 'kms'>,
  { key }: Facts,
): Promise<PolicyDocument | undefined> {
  const command = new GetKeyPolicyCommand({ KeyId: key.id, PolicyName: 'default' });
  const answer = await ifAllowed(kms.send(command));
  return answer && parsePolicy(answer.Policy ?? '');
}

/** The grants on the key, in the evaluator's form. If the operator may not list them, none are known. */
export async function readGrants(
  { kms }: Pick<Clients, 'kms'>,
  { key }: Pick<Facts, 'key'>,
): Promise<readonly KeyGrant[]> {
  const grants = await ifAllowed(
    everyPage(
      (Marker) => kms.send(new ListGrantsCommand({ KeyId: key.id, Marker })),
      (page) => [page.Grants, page.NextMarker],
    ),
  );
  return (grants ?? []).flatMap(grantOf);
}

/** A grant with an unknown constraint is assumed to allow nothing. */
export function grantOf({
  GrantId: id = '',
  Name: name,
  GranteePrincipal: grantee = '',
  Operations: operations = [],
  Constraints = {},
}: GrantListEntry): readonly KeyGrant[] {
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset, ...others } = Constraints;
  if (Object.values(others).some((other) => other !== undefined)) return [];
  const context = equals ?? subset;
  return [
    {
      id,
      ...(name ? { name } : {}),
      grantee,
      operations,
      ...(context ? { constraint: { kind: equals ? 'equals' : 'subset', context } } : {}),
    },
  ];
}

/**
 * Condition keys that the key determines. Each part is read only if a policy (`asked` has their texts) uses it, and
 * most policies do not.
 */
export async function readKeyContext(
  { kms }: Pick<Clients, 'kms'>,
  { key: { id: KeyId } }: Facts,
  asked: string,
): Promise<Context> {
  const [described, aliases, tags] = await Promise.all([
    OF_METADATA.test(asked) ? kms.send(new DescribeKeyCommand({ KeyId })) : undefined,
    OF_ALIASES.test(asked)
      ? everyPage(
          (Marker) => kms.send(new ListAliasesCommand({ KeyId, Marker })),
          (page) => [page.Aliases, page.NextMarker],
        )
      : [],
    OF_TAGS.test(asked) ? ifAllowed(tagsOf(kms, KeyId)) : undefined,
  ]);
  const { Origin = 'EXTERNAL', KeySpec, KeyUsage, MultiRegion = false } = described?.KeyMetadata ?? {};
  return keyConditionKeys({
    origin: Origin,
    // A KMS that does not return the kind knows no other.
    spec: KeySpec ?? 'SYMMETRIC_DEFAULT',
    usage: KeyUsage ?? 'ENCRYPT_DECRYPT',
    multiRegion: MultiRegion,
    aliases: aliases.map(({ AliasName = '' }) => AliasName),
    tags: tags ?? {},
  });
}

const OF_METADATA = /kms:(KeyOrigin|KeySpec|KeyUsage|CustomerMasterKey|MultiRegion)/i;
const OF_ALIASES = /kms:ResourceAliases/i;
const OF_TAGS = /aws:ResourceTag\//i;

async function tagsOf(kms: Clients['kms'], KeyId: string): Promise<Readonly<Record<string, string>>> {
  const tags = await everyPage(
    (Marker) => kms.send(new ListResourceTagsCommand({ KeyId, Marker })),
    (page) => [page.Tags, page.NextMarker],
  );
  return Object.fromEntries(tags.map(({ TagKey = '', TagValue = '' }) => [TagKey, TagValue]));
}
