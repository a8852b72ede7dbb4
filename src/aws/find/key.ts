import { DescribeKeyCommand, type KeyMetadata, ListAliasesCommand } from '@aws-sdk/client-kms';
import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Suggestion } from '../../contract/suggestion.ts';
import type { Clients } from '../client/clients.ts';
import { ifExists } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';
import type { FindResult } from './found.ts';
import { requireOwnAlias } from './names.ts';
import { otherRegionsWith } from './other-regions.ts';

/** The page's key, and its metadata from KMS. */
export interface FoundKey {
  readonly fact: Facts['key'];
  readonly metadata: KeyMetadata;
  /** How it was identified. */
  readonly by: 'baseline' | 'alias' | 'sample file';
}

interface KeyQuestion {
  readonly clients: Pick<Clients, 'kms' | 'kmsIn'>;
  readonly accountId: string;
  readonly alias: string;
  readonly sampleObject: string;
  /** The baseline's key: if an alias was moved, kms-lab moves it back and does not follow it. */
  readonly before: Facts['key'] | undefined;
  /** Looked at only if the alias leads nowhere. */
  sample(): Promise<FindResult<HeadObjectCommandOutput>>;
}

/**
 * The baseline's key; otherwise the alias's; otherwise, if the alias was deleted, the key that encrypts the sample
 * file. Throws `ERR_NOT_FOUND`, or `ERR_NOT_OURS` for a key that belongs to AWS or another account.
 */
export async function findAccountKey(question: KeyQuestion): Promise<FoundKey> {
  const { alias, accountId, before } = question;
  requireOwnAlias(alias);
  const ofBaseline = before?.alias === alias ? await describeKey(question.clients, before.arn) : undefined;
  const metadata = ofBaseline ?? (await describeKey(question.clients, alias));
  if (!metadata) return keyOfSample(question);
  if (!isOwn(metadata, accountId)) throw notOurs(alias, metadata);
  return asFound(alias, metadata, ofBaseline ? 'baseline' : 'alias');
}

/** `undefined` if no key has that id, ARN or alias. */
export const describeKey = async (
  { kms }: Pick<Clients, 'kms'>,
  KeyId: string | undefined,
): Promise<KeyMetadata | undefined> =>
  KeyId ? (await ifExists(kms.send(new DescribeKeyCommand({ KeyId }))))?.KeyMetadata : undefined;

/** The names of the key: `alias/ImportedCMK`. */
export async function aliasesOf(
  { kms }: Pick<Clients, 'kms'>,
  KeyId: string | undefined,
): Promise<readonly string[]> {
  const aliases = await everyPage(
    (Marker) => kms.send(new ListAliasesCommand({ KeyId, Marker })),
    (page) => [page.Aliases, page.NextMarker],
  );
  return aliases.flatMap(({ AliasName }) => AliasName ?? []);
}

const asFound = (alias: string, metadata: KeyMetadata, by: FoundKey['by']): FoundKey => ({
  fact: { id: metadata.KeyId ?? '', arn: metadata.Arn ?? '', alias },
  metadata,
  by,
});

/** This replaces a key whose alias was deleted, not a mistyped name. */
async function keyOfSample(question: KeyQuestion): Promise<FoundKey> {
  const { clients, alias, accountId, sampleObject } = question;
  const looked = await question.sample();
  const under = looked.kind === 'found' ? looked.is.SSEKMSKeyId : undefined;
  const metadata = await describeKey(clients, under);
  if (!metadata || !isOwn(metadata, accountId)) throw await notThere(question, under);
  const aliases = await aliasesOf(clients, metadata.KeyId);
  if (aliases.length === 0) return asFound(alias, metadata, 'sample file');
  const others = aliases.map((name) => `--alias ${name}`).join(' or ');
  throw missing(question, `${others}: so the key of ${sampleObject} is called`);
}

async function notThere(question: KeyQuestion, under: string | undefined): Promise<LabError> {
  const { clients, alias, sampleObject } = question;
  const here = await clients.kms.config.region();
  const [, , , there = here] = (under ?? '').split(':');
  if (there !== here)
    return missing(question, `--region ${there}: the key of ${sampleObject} is there`, here, inRegion(there));
  const [elsewhere] = under ? [] : await otherRegionsWith(clients, alias, here);
  if (elsewhere)
    return missing(
      question,
      `--region ${elsewhere}: this account has the alias there`,
      here,
      inRegion(elsewhere),
    );
  return missing(question, '--alias NAME, or another --region', here, [SETUP]);
}

const inRegion = (region: string): readonly Suggestion[] => [
  { run: ['doctor', '--region', region], why: 'examines the account there' },
];

const SETUP: Suggestion = { run: ['setup'], why: 'creates the key and its alias here' };

const missing = (
  { alias, accountId }: KeyQuestion,
  hint: string,
  region?: string,
  next: readonly Suggestion[] = [],
): LabError =>
  new LabError(
    'ERR_NOT_FOUND',
    `There is no key with the alias "${alias}" in account ${accountId}${region ? `, region ${region}` : ''}.`,
    { hint, next },
  );

/** kms-lab must not write the policy of a key that belongs to an AWS service or another account. */
export const isOwn = ({ Arn = '', KeyManager }: KeyMetadata, accountId: string): boolean =>
  KeyManager === 'CUSTOMER' && Arn.split(':')[4] === accountId;

const notOurs = (alias: string, { Arn, KeyManager }: KeyMetadata): LabError =>
  new LabError(
    'ERR_NOT_OURS',
    `The key of "${alias}", ${Arn}, ${KeyManager === 'AWS' ? 'is managed by AWS' : 'belongs to another account'}: kms-lab does not write its policy.`,
    { hint: '--alias NAME, of a customer managed key of this account' },
  );
