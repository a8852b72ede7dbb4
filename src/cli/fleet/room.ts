import type { CredentialSource } from '../../aws/client/target.ts';
import { LabError } from '../../contract/errors.ts';
import { limitedTo, RATES } from '../../fleet/rate.ts';
import { readCsvRoster } from '../../fleet/roster/csv.ts';
import { type Directories, readRoster, rosterSource } from '../../fleet/roster.ts';
import type { Roster, Seat } from '../../fleet/seat.ts';
import type { GlobalOptions } from '../global-options.ts';
import { shareSandbox, startSandbox } from '../start-sandbox.ts';
import { targetOf } from '../target.ts';

/** How the accounts of a room are named, and how to sign in to them. */
export interface RoomAccess {
  /** `room.csv`, `org:`, `ou:ID`, `sso:SESSION`, `sandbox` */
  readonly accounts: string;
  /** The role or permission set of the accounts that name none. */
  readonly roleName?: string | undefined;
  readonly externalId?: string | undefined;
}

/** The accounts of a room, each of which the instructor can sign in to. */
export interface Room {
  readonly roster: Roster;
  /** The options of a command on one of the accounts: signed in to it, and to no other. */
  optionsOf(seat: Seat): GlobalOptions;
  /** How many accounts may be signed in to in a second, by all machines together. */
  readonly signInsPerSecond: number;
  /** The one sandbox that the accounts are in. */
  readonly start: typeof startSandbox;
  close(): Promise<void>;
}

/** As AWS Organizations calls the role that it makes in a new account; the sandbox has it too. */
const ORGANIZATION_ROLE = 'OrganizationAccountAccessRole';
/** The instructor of the sandbox: administers its organization. */
export const SANDBOX_INSTRUCTOR = 'org-admin';

/** Who signs in to the accounts, and what it knows of them. */
interface Entrance {
  readonly directories: Pick<Directories, 'organization' | 'identityCenter'>;
  /** Accounts that are never on a roster, and what could not be found out about them. */
  keptOut(): Promise<{ readonly accounts: ReadonlyMap<string, string>; readonly notes: readonly string[] }>;
  enter(seat: Required<Pick<Seat, 'account' | 'role'>> & Seat): CredentialSource;
  close(): void;
}

/**
 * Opens the room: reads the roster, or takes the seats of one that was read before. `session`: the name of the sessions
 * in the accounts. Throws `ERR_ROSTER`, `ERR_CREDENTIALS`.
 */
export async function openRoom(
  options: GlobalOptions,
  access: RoomAccess,
  session: string,
  known?: readonly Seat[],
): Promise<Room> {
  const source = rosterSource(access.accounts);
  const isSandbox = options.target === 'sandbox';
  if (source.from === 'sandbox' && !isSandbox) {
    throw new LabError('ERR_USAGE', '--accounts sandbox is for the sandbox, and this command is for AWS.', {
      hint: 'leave --target aws out, or name a roster: --accounts room.csv',
    });
  }
  // A file is read before anything is opened: what is wrong with it is the user's, and needs no account.
  if (source.from === 'csv' && !known) await readCsvRoster(source.path);
  // Those who work in the room do so meanwhile.
  const sandbox = isSandbox ? await shareSandbox(options, 'fleet') : undefined;
  const closing: (() => Promise<void> | void)[] = [async () => sandbox?.close()];
  const close = async () => {
    for (const one of closing.toReversed()) await one();
  };
  try {
    const members = async () => (sandbox ? requireRoom(await sandbox.info()) : []);
    if (isSandbox) await members();
    const entrance =
      source.from === 'identity-center'
        ? await identityCenterEntrance(options, source.session)
        : await instructorEntrance(options, sandbox, session);
    closing.push(() => entrance.close());
    const roster = known
      ? { seats: known, notes: [] }
      : await rosterOf(source, { ...entrance.directories, sandbox: members }, entrance);
    const usual =
      access.roleName ?? (isSandbox || source.from === 'organization' ? ORGANIZATION_ROLE : undefined);
    requireRoles(roster.seats, usual);
    const credentials = new Map<string, CredentialSource>();
    return {
      roster,
      signInsPerSecond: source.from === 'identity-center' ? RATES.identityCenter : RATES.sts,
      optionsOf(seat) {
        const { account, role = usual ?? '', externalId = access.externalId, region = options.region } = seat;
        const entered =
          credentials.get(account) ??
          entrance.enter({ ...seat, role, ...(externalId === undefined ? {} : { externalId }) });
        credentials.set(account, entered);
        return { ...options, account, credentials: entered, ...(region === undefined ? {} : { region }) };
      },
      start: async (...given) => (sandbox ? { ...sandbox, close: async () => {} } : startSandbox(...given)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function rosterOf(
  source: Parameters<typeof readRoster>[0],
  directories: Directories,
  { keptOut }: Entrance,
): Promise<Roster> {
  const out = await keptOut();
  const { seats, notes } = await readRoster(source, directories, out.accounts);
  return { seats, notes: [...out.notes, ...notes] };
}

/** Throws `ERR_USAGE` before any account is asked. */
function requireRoles(seats: readonly Seat[], usual: string | undefined): void {
  const without = usual === undefined ? seats.filter(({ role }) => role === undefined).length : 0;
  if (without === 0) return;
  throw new LabError(
    'ERR_USAGE',
    `The roster names no role for ${without} of its ${seats.length} accounts.`,
    {
      hint: 'name the role to assume in all of them: --role-name NAME; or give the roster a column "role"',
    },
  );
}

type SandboxInfo = Awaited<ReturnType<Awaited<ReturnType<typeof startSandbox>>['info']>>;

/** The workshop accounts of the sandbox's organization. Throws `ERR_NOT_FOUND` if it has none. */
function requireRoom({ accounts }: SandboxInfo) {
  const members = accounts.filter(({ name }) => name !== undefined && name !== 'management');
  if (members.length > 0) return members.map(({ id, name }) => ({ id, name, isActive: true }));
  throw new LabError('ERR_NOT_FOUND', 'The sandbox has one account, and no organization with others.', {
    next: [
      { run: ['sandbox', 'serve', '--accounts', '30'], why: 'in another terminal: a room of 30 accounts' },
    ],
  });
}

async function instructorEntrance(
  options: GlobalOptions,
  sandbox: Awaited<ReturnType<typeof startSandbox>> | undefined,
  sessionName: string,
): Promise<Entrance> {
  const { openInstructor } = await import('../../aws/fleet/instructor.ts');
  const target = await targetOf(sandbox, { operator: SANDBOX_INSTRUCTOR, ...options }, 'fleet');
  const instructor = await openInstructor(target, limitedTo(RATES.sts));
  return {
    directories: {
      organization: (unit) => instructor.accounts(unit),
      identityCenter: () => Promise.reject(new TypeError('an instructor is no session of Identity Center')),
    },
    async keptOut() {
      const accounts = new Map([[instructor.identity.accountId, 'the account that you are signed in to']]);
      const manager = await instructor.manager();
      if (manager === 'unknown') return { accounts, notes: [MANAGER_UNKNOWN] };
      if (manager !== 'none') accounts.set(manager.account, MANAGES);
      return { accounts, notes: [] };
    },
    enter: ({ account, role, externalId }) =>
      instructor.enter({ account, name: role, externalId, sessionName }),
    close: () => instructor.close(),
  };
}

const MANAGES = 'the management account of the organization';
const MANAGER_UNKNOWN =
  'You may not call organizations:DescribeOrganization, so kms-lab cannot tell whether the management account is on the roster.';

/** The permission set decides what a session may do; its name in CloudTrail is the person's. */
async function identityCenterEntrance(options: GlobalOptions, session: string): Promise<Entrance> {
  const { openIdentityCenter } = await import('../../aws/fleet/identity-center.ts');
  const { selfRenewing } = await import('../../aws/fleet/role-session.ts');
  const target = await targetOf(undefined, options, 'fleet');
  const portal = await openIdentityCenter(session, target, limitedTo(RATES.identityCenter));
  return {
    directories: {
      organization: () => Promise.reject(new TypeError('a session of Identity Center is no organization')),
      identityCenter: () => portal.accounts(),
    },
    // The session is of no account, and cannot ask about the organization.
    keptOut: async () => ({ accounts: new Map(), notes: [MANAGER_OF_SSO] }),
    enter: ({ account, role }) => selfRenewing(portal.credentials(account, role)),
    close: () => {},
  };
}

const MANAGER_OF_SSO =
  'Identity Center does not tell which account manages the organization: give the session no permission set there.';
