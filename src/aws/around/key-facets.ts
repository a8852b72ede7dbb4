import {
  DescribeKeyCommand,
  type GrantListEntry,
  type KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
} from '@aws-sdk/client-kms';
import type { Facts } from '../../contract/facts.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { everyPage } from '../client/pages.ts';
import { unusable } from '../key-usable.ts';
import { ACCEPT, type AccountFacet, listed, NONE } from './facet.ts';

/** Items per page for what an account may have thousands of: KMS's maximum. */
const MOST = 1000;

const NO_MATERIAL = 'no key material';

/** The key, except for its policy and its alias; and which keys the account has. */
export const keyFacets = (
  kms: KMSClient,
  facts: Facts,
  knownKeys: string | undefined,
): readonly AccountFacet[] => [
  ...partsOfKey(kms, facts).map((facet): AccountFacet => ({ ...facet, madeAnew: true })),
  keysFacet(kms, facts.region, knownKeys),
];

function partsOfKey(kms: KMSClient, facts: Facts): readonly AccountFacet[] {
  const { key, region } = facts;
  const KeyId = key.id;
  const described = async () => (await kms.send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  const of = sh`--key-id ${KeyId} --region ${region}`;
  return [
    {
      about: 'key-state',
      name: 'state of the key',
      read: async () => {
        const metadata = await described();
        return `${metadata?.KeyState}, origin ${metadata?.Origin}`;
      },
      says(_, now) {
        const [state = ''] = now.split(',');
        return unusable({ KeyId, KeyState: state as 'Disabled' })?.says ?? `The key ${KeyId} is enabled.`;
      },
      undo(before, now) {
        const [was, is] = [before, now].map((text) => text.split(',')[0]);
        const disable = { why: 'disables the key, as it was', shell: sh`aws kms disable-key ${asIs(of)}` };
        if (is === 'Enabled') return was === 'Disabled' ? [disable] : [ACCEPT];
        return unusable({ KeyId, KeyState: is as 'Disabled' })?.next ?? [];
      },
    },
    {
      about: 'key-material',
      name: 'end of the key material',
      read: async () => {
        const metadata = await described();
        if (metadata?.KeyState === 'PendingImport') return NO_MATERIAL;
        return metadata?.ValidTo?.toISOString() ?? NONE;
      },
      says: (before, now) =>
        now === NO_MATERIAL
          ? `The key ${KeyId} has no key material.`
          : `The key material of ${KeyId} ${now === NONE ? 'does not expire' : `expires at ${now}`}; before: ${before}.`,
      // The expiry can be set only by importing the material, which the lab does not have. If there is no material,
      // the state of the key says what to do.
      undo: (_, now) => (now === NO_MATERIAL ? [] : [ACCEPT]),
    },
    grantsFacet(kms, KeyId, of),
    aliasesFacet(kms, facts),
  ];
}

function aliasesFacet(kms: KMSClient, { key, region }: Facts): AccountFacet {
  const KeyId = key.id;
  return listed({
    about: 'other-aliases',
    name: 'other aliases of the key',
    items: async () => {
      const aliases = await everyPage(
        (Marker) => kms.send(new ListAliasesCommand({ KeyId, Marker })),
        (page) => [page.Aliases, page.NextMarker],
      );
      return aliases.flatMap(({ AliasName = key.alias }) => (AliasName === key.alias ? [] : AliasName));
    },
    added: (alias) => `The key ${KeyId} has another alias, ${alias}.`,
    gone: (alias) => `The key ${KeyId} has lost the alias ${alias}.`,
    remove: (alias) => [
      {
        why: `removes ${alias} from the key`,
        shell: sh`aws kms delete-alias --alias-name ${alias} --region ${region}`,
      },
    ],
    restore: (alias) => [
      {
        why: `gives the key ${alias} again`,
        shell: sh`aws kms create-alias --alias-name ${alias} --target-key-id ${KeyId} --region ${region}`,
      },
    ],
  });
}

/** `arn:… Decrypt+Encrypt (id)`. A grant that was created again has another id, but the same meaning. */
function grantsFacet(kms: KMSClient, KeyId: string, of: string): AccountFacet {
  return listed({
    about: 'grants',
    name: 'grants on the key, by what they allow',
    separator: '; ',
    items: async () => {
      const grants = await everyPage(
        (Marker) => kms.send(new ListGrantsCommand({ KeyId, Marker })),
        (page) => [page.Grants, page.NextMarker],
      );
      return grants.map(grantInWords);
    },
    meaning: (grant) => grant.replace(/ \(\w+\)$/, ''),
    added: (grant) => `The key ${KeyId} has a new grant: ${grant}.`,
    gone: (grant) => `The key ${KeyId} has lost a grant: ${grant}.`,
    remove: (grant) => [
      {
        why: 'revokes a grant that is new',
        shell: sh`aws kms revoke-grant ${asIs(of)} --grant-id ${/\((\w+)\)$/.exec(grant)?.[1]}`,
      },
    ],
    restore: (grant) => [granting(of, grant)],
  });
}

const grantInWords = ({
  GranteePrincipal,
  RetiringPrincipal,
  Operations = [],
  Constraints,
  GrantId,
}: GrantListEntry): string =>
  [
    GranteePrincipal,
    [...Operations].sort().join('+'),
    ...(RetiringPrincipal ? [`retired by ${RetiringPrincipal}`] : []),
    ...(Constraints ? [`within ${JSON.stringify(Constraints)}`] : []),
    `(${GrantId})`,
  ].join(' ');

function granting(of: string, grant: string): Suggestion {
  const [, grantee = '', operations = '', retiring, within] =
    /^(\S+) (\S+)(?: retired by (\S+))?(?: within (\{.*\}))? \(\w+\)$/.exec(grant) ?? [];
  const shell = [
    sh`aws kms create-grant ${asIs(of)} --grantee-principal ${grantee}`,
    `--operations ${operations.split('+').join(' ')}`,
    ...(retiring ? [sh`--retiring-principal ${retiring}`] : []),
    ...(within ? [sh`--constraints ${within}`] : []),
  ].join(' ');
  return { why: 'creates the missing grant again', shell };
}

/**
 * A new key that AWS made for one of its services is not the account's doing, and one that is pending deletion is as
 * good as gone. Only new keys are looked at: an account may have thousands.
 */
function keysFacet(kms: KMSClient, region: string, known: string | undefined): AccountFacet {
  const before = new Set(known?.split(', ') ?? []);
  const counts = async (KeyId: string): Promise<boolean> => {
    if (known === undefined || before.has(KeyId)) return true;
    const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }));
    return KeyMetadata?.KeyManager !== 'AWS' && KeyMetadata?.KeyState !== 'PendingDeletion';
  };
  return listed({
    about: 'other-keys',
    name: 'keys of the account',
    items: async () => {
      const keys = await everyPage(
        (Marker) => kms.send(new ListKeysCommand({ Marker, Limit: MOST })),
        (page) => [page.Keys, page.NextMarker],
      );
      const ids = keys.map(({ KeyId = '' }) => KeyId);
      const counting = await Promise.all(ids.map(counts));
      return ids.filter((_, index) => counting[index]);
    },
    added: (id) => `The key ${id} is new.`,
    gone: (id) => `The key ${id} is gone.`,
    remove: (id) => [
      {
        why: 'schedules the deletion of a key that is new',
        shell: sh`aws kms schedule-key-deletion --key-id ${id} --pending-window-in-days 7 --region ${region}`,
      },
    ],
    restore: () => [ACCEPT],
  });
}
