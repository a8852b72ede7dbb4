import { ListAccountAliasesCommand } from '@aws-sdk/client-iam';
import { type AliasListEntry, DescribeKeyCommand, ListAliasesCommand } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Clients } from './clients.ts';
import { isForbidden, isMissing } from './failure.ts';
import type { OperatorIdentity } from './operator.ts';
import { everyPage } from './pages.ts';

/** What the user specified about the account in advance. */
export interface Leave {
  /** They named the account. */
  readonly pinned: boolean;
  readonly allowProduction: boolean;
  readonly allowRoot: boolean;
  /** Aliases (with or without `alias/`), ids and ARNs of keys that must not be changed. */
  readonly blocklist: readonly string[];
}

/** A reason not to write to this account. One that does not stop the command is only reported. */
export interface Objection {
  readonly error: LabError;
  readonly stops: boolean;
}

interface Scene {
  readonly clients: Pick<Clients, 'iam' | 'kms'>;
  readonly operator: OperatorIdentity;
  /** Absent if none was found: then there is none to protect. */
  readonly key?: Facts['key'];
  readonly leave: Leave;
}

interface Guard {
  /** The sandbox and its accounts are never production. */
  readonly onlyReal: boolean;
  objectTo(scene: Scene): Promise<Objection | undefined>;
}

const stop = (message: string, hint: string, cause?: unknown): Objection => ({
  error: new LabError('ERR_PROTECTED', message, { hint, cause }),
  stops: true,
});

/** KMS has its ids in lower case; a person may write them in capitals. For aliases, that protects one too many. */
const folded = (name: string): string => name.toLowerCase();

/** Every way to name the key that an alias points to, and the alias. */
const waysToName = ({ AliasName = '', AliasArn = '', TargetKeyId = '' }: AliasListEntry): readonly string[] =>
  [AliasName, AliasName.replace(/^alias\//, ''), AliasArn, TargetKeyId].filter(Boolean).map(folded);

/** A key has one policy, whichever of its aliases is on the blocklist. */
const blocklist: Guard = {
  onlyReal: false,
  async objectTo({ clients: { kms }, key, leave }) {
    if (!key || leave.blocklist.length === 0) return undefined;
    const aliases = await everyPage(
      (Marker) => kms.send(new ListAliasesCommand({ Marker })),
      (page) => [page.Aliases, page.NextMarker],
    );
    const its = aliases.filter(({ TargetKeyId }) => TargetKeyId === key.id);
    const called = new Set([
      ...[key.id, key.arn].map(folded),
      ...waysToName({ AliasName: key.alias }),
      ...its.flatMap(waysToName),
    ]);
    const blocked = leave.blocklist.find((name) => called.has(folded(name)));
    if (blocked !== undefined) {
      return stop(
        `The key ${key.id} (${key.alias}) is on the blocklist, as ${blocked}.`,
        'name the workshop’s key: --alias NAME; or take this one off the blocklist, if that is what you want',
      );
    }
    const known = new Set(aliases.flatMap(waysToName));
    const others = leave.blocklist.filter((name) => !known.has(folded(name)));
    const missing = await Promise.all(others.map((name) => isNoKey(kms, name)));
    const idle = others.filter((_, index) => missing[index]);
    if (idle.length === 0) return undefined;
    const says = `These entries of the blocklist match no key here, so they protect nothing: ${idle.join(', ')}.`;
    return {
      ...stop(says, 'correct them, if they are to protect a key of this account and Region'),
      stops: false,
    };
  },
};

const IS_ID = /^(arn:.*:key\/)?(mrk-[0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** A key without an alias is found by its id alone. One that the operator may not look at may exist. */
async function isNoKey(kms: Scene['clients']['kms'], name: string): Promise<boolean> {
  if (!IS_ID.test(folded(name))) return true;
  try {
    await kms.send(new DescribeKeyCommand({ KeyId: folded(name) }));
    return false;
  } catch (error) {
    if (isMissing(error)) return true;
    if (isForbidden(error)) return false;
    throw error;
  }
}

const production: Guard = {
  onlyReal: true,
  async objectTo({ clients: { iam }, operator: { accountId }, leave }) {
    if (leave.allowProduction) return undefined;
    try {
      const { AccountAliases = [] } = await iam.send(new ListAccountAliasesCommand({}));
      const alias = AccountAliases.find(looksLikeProduction);
      if (alias === undefined) return undefined;
      return stop(
        `The account ${accountId} is called ${alias}, which looks like production.`,
        'use a workshop account; if this is one, pass --allow-production',
      );
    } catch (error) {
      if (!isForbidden(error)) throw error;
      const unseen = stop(
        `kms-lab could not check whether the alias of account ${accountId} looks like production: iam:ListAccountAliases is denied.`,
        `name the account to go on without: --account ${accountId}; or let the operator call iam:ListAccountAliases`,
        error,
      );
      return { ...unseen, stops: !leave.pinned };
    }
  },
};

const root: Guard = {
  onlyReal: true,
  async objectTo({ operator: { kind, accountId }, leave }) {
    if (kind !== 'root' || leave.allowRoot) return undefined;
    return stop(
      `These are the credentials of the account root of ${accountId}, which may do everything.`,
      'use an administrator’s profile; --allow-root continues as root, which only --variant published needs',
    );
  },
};

const GUARDS: readonly Guard[] = [blocklist, root, production];

/** Every reason not to write to the account. Reads only. */
export async function objectionsTo(
  scene: Scene,
  { real }: { readonly real: boolean },
): Promise<readonly Objection[]> {
  const asked = GUARDS.filter(({ onlyReal }) => real || !onlyReal);
  const objections = await Promise.all(asked.map((guard) => guard.objectTo(scene)));
  return objections.filter((objection) => objection !== undefined);
}

const PRODUCTION = /^(prod|production|prd|live)\d*$/;
const NOT = /^(non|not|no|pre)$/;

/** Whole words only: `acme-prod`, `live-eu`; not `nonprod`, `pre-prod`, `product-training`, `delivery`. */
export function looksLikeProduction(alias: string): boolean {
  const words = alias.toLowerCase().split(/[^a-z0-9]+/);
  return words.some((word, index) => PRODUCTION.test(word) && !NOT.test(words[index - 1] ?? ''));
}
