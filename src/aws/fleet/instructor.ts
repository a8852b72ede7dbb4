import { type Clients, openClients } from '../client/clients.ts';
import { type OperatorIdentity, partitionIn, whoAmI } from '../client/operator.ts';
import type { AwsTarget, CredentialSource } from '../client/target.ts';
import { type DirectoryAccount, listOrganization, type Manager, managerOf } from './organization.ts';
import { assumeInto, type Limit, type RoomRole, selfRenewing } from './role-session.ts';

/** The identity that signs in to the accounts of a room. */
export interface Instructor {
  readonly identity: OperatorIdentity;
  /** Who manages the organization of the instructor's account. */
  manager(): Promise<Manager>;
  accounts(unit?: string): Promise<readonly DirectoryAccount[]>;
  /** Credentials of a role in an account, which renew themselves. */
  enter(role: Omit<RoomRole, 'partition'>): CredentialSource;
  close(): void;
}

/** Signs in as the instructor. `now`: milliseconds, the clock by which sessions end. Throws `ERR_CREDENTIALS`. */
export async function openInstructor(
  target: AwsTarget,
  limit: Limit,
  now: () => number = Date.now,
): Promise<Instructor> {
  const clients: Clients = openClients(target);
  try {
    const identity = await whoAmI(clients.sts);
    const partition = partitionIn(identity.arn);
    return {
      identity,
      manager: () => managerOf(clients),
      accounts: (unit) => listOrganization(clients, unit),
      enter: (role) => selfRenewing(assumeInto(clients.sts, { ...role, partition }, limit), now),
      close: () => clients.close(),
    };
  } catch (error) {
    clients.close();
    throw error;
  }
}
