import { LabError } from '../contract/errors.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import type { Lab } from '../contract/lab.ts';
import type { Ledger } from '../contract/ledger.ts';
import { readElsewhere } from './around/misplaced-edits.ts';
import { readSurroundings } from './around/rest-of-account.ts';
import { type Clients, openClients } from './client/clients.ts';
import { IamReader } from './client/iam-policies.ts';
import { type Operator, whoAmI } from './client/operator.ts';
import { profileOf, requireProfile } from './client/profiles.ts';
import type { Names, Target } from './client/target.ts';
import { discover } from './discover.ts';
import { openAccess } from './probes/access.ts';
import { AsUser } from './probes/as-user.ts';
import { enforcementOf } from './probes/enforcement.ts';
import { askOnInstance } from './probes/on-instance.ts';
import { Cast } from './probes/principals.ts';
import { alias } from './resources/alias.ts';
import { keyPolicy } from './resources/key-policy.ts';
import { rolePolicy } from './resources/role-policy.ts';
import { user } from './resources/user.ts';
import { webAppProcess } from './resources/web-app.ts';
import { openInstance } from './web-app/commands.ts';
import { openWebApp } from './web-app/visitor.ts';

/** An account that answered: who we are in it, before anything of the lab is looked for. */
export interface Account {
  readonly operator: Operator;
  readonly region: string;
  readonly clients: Clients;
}

/** Signs in. Throws `ERR_CREDENTIALS` when nobody answers, `ERR_WRONG_ACCOUNT` when it is not the expected account. */
export async function signIn(target: Target, expectedAccount: string | undefined): Promise<Account> {
  const profile = profileOf(target);
  if (profile) await requireProfile(profile);
  const clients = openClients(target);
  const operator = await whoAmI(clients.sts, clients.iam);
  if (operator.kind === 'federated-user') {
    // https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html
    throw new LabError('ERR_CREDENTIALS', `${operator.arn} is a federated user, and IAM answers none.`, {
      hint: 'use a profile of a user or of a role',
    });
  }
  if (expectedAccount !== undefined && expectedAccount !== operator.accountId) {
    throw new LabError(
      'ERR_WRONG_ACCOUNT',
      `The credentials are of account ${operator.accountId}; the command names ${expectedAccount}.`,
      { hint: `use a profile of ${expectedAccount}, or --account ${operator.accountId}` },
    );
  }
  return { operator, region: await clients.kms.config.region(), clients };
}

interface Opening {
  readonly target: Target;
  readonly account: Account;
  readonly names: Names;
  readonly variant: Variant;
  readonly ledger: Ledger;
  /** The baseline's facts, for what has since been moved from its name. */
  readonly known: Facts | undefined;
  readonly sleep: (ms: number) => Promise<void>;
  readonly now?: () => Date;
  /** Credentials may be made to probe as the lab's user. */
  readonly probeMfa?: boolean | undefined;
  /** Aborted by the user. */
  readonly signal?: AbortSignal | undefined;
}

/** Finds the lab's things in the account and opens them. Reads only. */
export async function openAccount({
  target,
  account,
  names,
  variant,
  ledger,
  known,
  sleep,
  now = () => new Date(),
  probeMfa = false,
  signal,
}: Opening): Promise<Lab> {
  const { clients, operator } = account;
  const { iam, kms, s3, counter } = clients;
  const reader = new IamReader(iam);
  const facts = await discover(clients, reader, operator, names, known);
  const instance = openInstance(clients, facts.instance.id, sleep);
  const url = target.webAppUrl ?? addressOf(facts);
  const resources = {
    alias: alias(kms, facts),
    'role-policy': rolePolicy(iam, reader, facts, ledger),
    user: user(iam, facts, ledger),
    'key-policy': keyPolicy(kms, facts, sleep),
    'web-app': webAppProcess(instance, s3, facts, url),
  };
  const asUser = new AsUser({ clients, facts, ledger, clock: { now, sleep }, signal, wanted: probeMfa });
  const cast = new Cast(clients, target, facts, reader, asUser);
  await Promise.all([cast.requireProfiles(), probeMfa && asUser.requireOurs()]);
  // The sandbox is known to judge.
  const whyUnenforced = target.name === 'aws' ? enforcementOf(clients, facts.key.arn) : async () => undefined;
  return {
    facts,
    variant,
    resources,
    missing: [],
    newRound: () => clients.reads.begin(),
    access: openAccess(facts, resources, cast, {
      whyUnenforced,
      askRole: () => askOnInstance(instance, facts),
    }),
    webApp: openWebApp(url, instance),
    probes: asUser,
    surroundings: () => readSurroundings(clients, facts),
    elsewhere: () => readElsewhere(clients, reader, facts, url),
    counts: counter,
  };
}

function addressOf({ instance: { id, publicIp } }: Facts): string {
  if (publicIp) return `http://${publicIp}`;
  throw new LabError('ERR_NOT_FOUND', `The instance ${id} has no public address to meet its web app at.`, {
    hint: 'name the address at which it answers: --web-app-url URL; or give the instance an Elastic IP address',
  });
}
