import type { MadeParts, Part, SetupWishes, Workshop } from '../../contract/workshop.ts';
import type { Clients } from '../client/clients.ts';
import { ifExists } from '../client/failure.ts';
import { type Operator, partitionIn } from '../client/operator.ts';
import type { Names } from '../client/target.ts';
import { blueprint } from './blueprint.ts';
import { bucketParts } from './bucket.ts';
import { isTagged } from './finding.ts';
import { identityParts, userPart } from './iam.ts';
import { findInstances, instanceParts } from './instance.ts';
import { workshopKey } from './key.ts';
import { askMyAddress, network, requireCidr } from './network.ts';

/** Who is signed in, and where. */
export interface SignedIn {
  readonly operator: Operator;
  readonly region: string;
  readonly clients: Clients;
}

interface Opening {
  readonly account: SignedIn;
  readonly names: Names;
  readonly made: MadeParts;
  readonly wishes: SetupWishes;
}

/** What the page presupposes in the account, in the order in which it is made. Asks nothing yet. */
export function openWorkshop({ account, names, made, wishes }: Opening): Workshop {
  const { operator, region, clients } = account;
  const { iam, kms, s3, ec2, ssm } = clients;
  const place = { partition: partitionIn(operator.arn), accountId: operator.accountId, region };
  const plan = blueprint(place, names);
  const key = workshopKey(kms, plan, made, wishes.pendingDays);
  const given = wishes.from === undefined ? undefined : requireCidr(wishes.from);
  let address: Promise<string> | undefined;
  const net = network(ec2, plan, {
    made,
    subnetId: wishes.subnetId,
    from() {
      address ??= given === undefined ? askMyAddress() : Promise.resolve(given);
      return address;
    },
    groupsInUse: async () => {
      const instances = await findInstances(ec2, 'tag:Name', names.instanceName);
      return instances.flatMap(({ SecurityGroups = [] }) =>
        SecurityGroups.flatMap(({ GroupId }) => GroupId ?? []),
      );
    },
  });
  const usersOf = async (profileArn: string): Promise<readonly string[]> => {
    const instances = await findInstances(ec2, 'iam-instance-profile.arn', profileArn);
    return instances.filter(({ Tags }) => !isTagged(Tags)).flatMap(({ InstanceId }) => InstanceId ?? []);
  };
  const parts = [
    ...[
      userPart(iam, names.userName),
      ...identityParts(iam, plan, usersOf),
      ...key.parts,
      ...bucketParts(s3, plan, made, key.arn),
    ].map(mayVanish),
    ...net.parts,
    ...instanceParts(ec2, ssm, plan, net, made),
  ];
  return { place, parts, newRound: () => clients.reads.begin() };
}

/** What goes between two calls that look at it is not there. */
const mayVanish = (part: Part): Part => ({ ...part, find: () => ifExists(part.find()) });
