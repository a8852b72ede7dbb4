import { LabError } from '../contract/errors.ts';
import { readCsvRoster } from './roster/csv.ts';
import { type KeptOut, MOST_SEATS, type Roster, type Seat } from './seat.ts';

/** An account as a directory lists it. */
export interface ListedAccount {
  readonly id: string;
  readonly name?: string | undefined;
  readonly email?: string | undefined;
  /** It can be signed in to: not suspended, not being closed. */
  readonly isActive: boolean;
}

/** What a roster may be read from, besides a file. Each reads all pages. */
export interface Directories {
  /** All accounts of the organization, or those in an organizational unit and below it. */
  organization(unit?: string): Promise<readonly ListedAccount[]>;
  /** Those that a session of IAM Identity Center gives access to. */
  identityCenter(session: string): Promise<readonly ListedAccount[]>;
  /** The workshop accounts of the sandbox. */
  sandbox(): Promise<readonly ListedAccount[]>;
}

type Source =
  | { readonly from: 'csv'; readonly path: string }
  | { readonly from: 'organization'; readonly unit?: string }
  | { readonly from: 'identity-center'; readonly session: string }
  | { readonly from: 'sandbox' };

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
const UNIT = /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;

/** What `--accounts` means. Throws `ERR_USAGE`. */
export function rosterSource(accounts: string): Source {
  if (accounts === 'sandbox') return { from: 'sandbox' };
  const [, kind, rest = ''] = /^(org|ou|sso):(.*)$/s.exec(accounts) ?? [];
  switch (kind) {
    case 'org':
      if (rest !== '') throw misnamed(accounts, 'org: takes no name; for one organizational unit, use ou:ID');
      return { from: 'organization' };
    case 'ou':
      if (!UNIT.test(rest))
        throw misnamed(accounts, 'an organizational unit is ou:ou-abcd-12345678, a root ou:r-abcd');
      return { from: 'organization', unit: rest };
    case 'sso':
      if (rest === '')
        throw misnamed(accounts, 'name the session as in the AWS configuration: sso:my-session');
      return { from: 'identity-center', session: rest };
    default:
      return { from: 'csv', path: accounts };
  }
}

const misnamed = (accounts: string, hint: string): LabError =>
  new LabError('ERR_USAGE', `--accounts is "${accounts}", which names no roster.`, { hint });

/**
 * Reads a roster. A file that lists an account that is kept out is refused; a directory has such accounts, and they
 * are left out with a note. Throws `ERR_ROSTER`.
 */
export async function readRoster(
  source: Source,
  directories: Directories,
  keptOut: KeptOut,
): Promise<Roster> {
  switch (source.from) {
    case 'csv':
      return readCsvRoster(source.path, keptOut);
    case 'organization':
      return listedRoster(await directories.organization(source.unit), keptOut);
    case 'identity-center':
      return listedRoster(await directories.identityCenter(source.session), keptOut);
    case 'sandbox':
      return listedRoster(await directories.sandbox(), keptOut);
  }
}

/** Throws `ERR_ROSTER` if no account is left, or too many. */
function listedRoster(listed: readonly ListedAccount[], keptOut: KeptOut): Roster {
  const wanted = listed.filter(({ id }) => !keptOut.has(id));
  const active = wanted.filter(({ isActive }) => isActive);
  const notes = [
    ...listed.flatMap(({ id }) =>
      keptOut.has(id) ? [`Left out: account ${id} is ${keptOut.get(id)}.`] : [],
    ),
    ...wanted.flatMap(({ id, isActive }) => (isActive ? [] : [`Left out: account ${id} is not active.`])),
  ];
  if (active.length === 0) {
    throw new LabError('ERR_ROSTER', ['There is no account for the room.', ...notes].join(' '), {
      hint: 'name another organizational unit, another session, or a file',
    });
  }
  if (active.length > MOST_SEATS) {
    throw new LabError(
      'ERR_ROSTER',
      `There are ${active.length} accounts, and one command takes at most ${MOST_SEATS}.`,
      { hint: 'name an organizational unit, or list the accounts in a file' },
    );
  }
  return { seats: active.map(seatOf), notes };
}

const seatOf = ({ id, name, email }: ListedAccount): Seat => ({
  account: id,
  ...(name ? { name } : {}),
  ...(email ? { email } : {}),
});
