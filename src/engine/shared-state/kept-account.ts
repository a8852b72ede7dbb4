import { isDeepStrictEqual } from 'node:util';
import { LabError } from '../../contract/errors.ts';
import type { GivenHintMap } from '../given-hints.ts';
import { type AccountMemory, NO_MEMORY } from '../memory.ts';
import type { WorkshopLog } from '../workshop-record.ts';

/** The account that a part of a state is about. */
export interface KeptPlace {
  readonly target: string;
  readonly accountId: string;
  readonly region: string;
}

/** All that is kept of one account, wherever it is. */
export interface KeptAccount {
  readonly memory: AccountMemory;
  /** The text of each checkpoint, by its id. */
  readonly checkpoints: ReadonlyMap<string, string>;
  readonly workshop: Awaited<ReturnType<WorkshopLog['lines']>>;
  readonly hints: GivenHintMap;
  /** The text of each journal, by its file. */
  readonly journals: ReadonlyMap<string, string>;
}

/** A place where states are kept: a folder, or objects. */
export interface StateSide {
  readonly where: string;
  places(): Promise<readonly KeptPlace[]>;
  /** Throws `ERR_LOCKED` if a command works on the account. */
  read(place: KeptPlace): Promise<KeptAccount>;
  /** Adds what is not there. */
  add(place: KeptPlace, kept: KeptAccount): Promise<void>;
}

export interface CopiedAccount extends KeptPlace {
  readonly checkpoints: number;
  readonly journals: number;
  /** Nothing was to be copied: it was all there. */
  readonly isSame: boolean;
}

/**
 * Copies each account’s state. What is there already stays: the same is left as it is, and anything else is refused
 * before something of that account is written. Throws `ERR_STATE_UNWRITABLE`, `ERR_LOCKED`.
 */
export async function copyState(from: StateSide, to: StateSide): Promise<readonly CopiedAccount[]> {
  const copied: CopiedAccount[] = [];
  for (const place of await from.places()) {
    const [given, there] = [await from.read(place), await to.read(place)];
    const different = differing(given, there);
    if (different.length > 0) throw alreadyThere(to, place, different);
    const fresh = {
      checkpoints: missing(given.checkpoints, there.checkpoints),
      journals: missing(given.journals, there.journals),
    };
    const isSame = isDeepStrictEqual(
      { ...there, checkpoints: 0, journals: 0 },
      { ...given, checkpoints: 0, journals: 0 },
    );
    const nothing = isSame && fresh.checkpoints.size + fresh.journals.size === 0;
    if (!nothing) await to.add(place, { ...given, journals: fresh.journals });
    copied.push({
      ...place,
      checkpoints: fresh.checkpoints.size,
      journals: fresh.journals.size,
      isSame: nothing,
    });
  }
  return copied;
}

const missing = (given: ReadonlyMap<string, string>, there: ReadonlyMap<string, string>) =>
  new Map([...given].filter(([name]) => !there.has(name)));

/** What would be overwritten. */
function differing(given: KeptAccount, there: KeptAccount): readonly string[] {
  const isOther = (one: unknown, other: unknown, nothing: unknown) =>
    !isDeepStrictEqual(other, nothing) && !isDeepStrictEqual(one, other);
  const texts = (kind: 'checkpoints' | 'journals') =>
    [...given[kind]].flatMap(([name, text]) =>
      (there[kind].get(name) ?? text) === text ? [] : [`${kind.slice(0, -1)} ${name}`],
    );
  return [
    ...(isOther(given.memory, there.memory, NO_MEMORY) ? ['memory'] : []),
    ...(isOther(given.workshop, there.workshop, []) ? ['record of setup'] : []),
    ...(isOther(given.hints, there.hints, {}) ? ['hints'] : []),
    ...texts('checkpoints'),
    ...texts('journals'),
  ];
}

const alreadyThere = (
  { where }: StateSide,
  { target, accountId, region }: KeptPlace,
  different: readonly string[],
): LabError =>
  new LabError(
    'ERR_STATE_UNWRITABLE',
    `${where} already has another state of account ${accountId} in ${region} (${target}): ${different.join(', ')}. Nothing of that account was written.`,
    { hint: 'copy to another folder or prefix' },
  );
