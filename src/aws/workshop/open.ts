import type { MadeParts, SetupWishes, Workshop, WorkshopPart } from '../../contract/workshop.ts';
import type { OpenAccount } from '../account.ts';
import type { Clients } from '../client/clients.ts';
import { isHostOfAws } from '../client/endpoint.ts';
import { ifExists } from '../client/failure.ts';
import { partitionIn } from '../client/operator.ts';
import { instancesBy, instancesCalled } from '../find/instance.ts';
import { blueprint } from './blueprint.ts';
import { bucketParts } from './bucket.ts';
import { isTagged } from './finding.ts';
import { identityParts, userPart } from './iam.ts';
import { instanceParts } from './instance.ts';
import { workshopKey } from './key.ts';
import { askMyAddress, network, requireCidr } from './network.ts';

interface Opening {
  readonly account: OpenAccount;
  readonly made: MadeParts;
  readonly wishes: SetupWishes;
}

/** What the page requires of the account, in the order in which it is created. Looks at nothing yet. */
export async function openWorkshop({ account, made, wishes }: Opening): Promise<Workshop> {
  const { names, clients } = account;
  const { iam, ec2 } = clients;
  const [operator, region] = await Promise.all([account.operator(), account.region()]);
  const place = { partition: partitionIn(operator.arn), accountId: operator.accountId, region };
  const plan = blueprint(place, names);
  const key = workshopKey(clients, plan, made, wishes.pendingDays);
  const given = wishes.from === undefined ? undefined : requireCidr(wishes.from);
  let address: Promise<string> | undefined;
  const net = network(ec2, plan, {
    made,
    subnetId: wishes.subnetId,
    from() {
      address ??= given === undefined ? ownAddress(clients) : Promise.resolve(given);
      return address;
    },
    groupsInUse: async () => {
      const instances = await instancesCalled(clients, names.instanceName);
      return instances.flatMap(({ SecurityGroups = [] }) =>
        SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []),
      );
    },
  });
  const usersOf = async (profileArn: string): Promise<readonly string[]> => {
    const instances = await instancesBy(ec2, profileArn);
    return instances.filter(({ Tags }) => !isTagged(Tags)).flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const parts = [
    ...[
      userPart(iam, names.userName),
      ...identityParts(account, plan, usersOf),
      ...key.parts,
      ...bucketParts(account, plan, made, key.arn),
    ].map(mayVanish),
    ...net.parts,
    ...instanceParts(account, plan, net, made),
  ];
  return { place, parts, newRound: () => clients.reads.begin() };
}

/** The visitors of an AWS emulator are on this machine, so no one on the internet is asked about their address. */
const ownAddress = async ({ ec2Host }: Pick<Clients, 'ec2Host'>): Promise<string> => {
  const host = ec2Host();
  return host === undefined || isHostOfAws(host) ? askMyAddress() : '127.0.0.1/32';
};

/** A resource that disappears between two calls that look at it does not exist. */
const mayVanish = (part: WorkshopPart): WorkshopPart => ({ ...part, find: () => ifExists(part.find()) });
