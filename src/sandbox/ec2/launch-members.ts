import { _InstanceType, type RunInstancesCommandInput } from '@aws-sdk/client-ec2';
import { ServiceError } from '../operation.ts';

type Accepts = (value: unknown, region: string) => boolean;

const any: Accepts = () => true;
const only =
  (...allowed: readonly unknown[]): Accepts =>
  (value) =>
    allowed.includes(value);

/** An object with these members and no others. */
const shape =
  (members: Readonly<Record<string, Accepts>>): Accepts =>
  (value, region) =>
    Object.entries(value as object).every(
      ([member, each]) => Object.hasOwn(members, member) && members[member]?.(each, region),
    );

const NETWORK_INTERFACE = shape({
  AssociatePublicIpAddress: any,
  DeleteOnTermination: only(true),
  DeviceIndex: only(0),
  Groups: any,
  SubnetId: any,
});

/** What the sandbox reads, and the values of other members that change nothing here. */
const ACCEPTED: Readonly<Record<string, Accepts>> = {
  ClientToken: any,
  DryRun: any,
  IamInstanceProfile: any,
  ImageId: any,
  InstanceType: any,
  MaxCount: any,
  MinCount: any,
  SecurityGroupIds: any,
  SubnetId: any,
  TagSpecifications: any,
  UserData: any,
  NetworkInterfaces: (value, region) => {
    const [first, ...more] = value as readonly object[];
    return more.length === 0 && (first === undefined || NETWORK_INTERFACE(first, region));
  },
  MetadataOptions: shape({ HttpTokens: any, HttpEndpoint: only('enabled') }),
  Placement: shape({
    AvailabilityZone: (zone, region) => zone === `${region}a`,
    GroupName: only(''),
    Tenancy: only('default'),
  }),
  Monitoring: shape({ Enabled: only(false) }),
  DisableApiStop: only(false),
  DisableApiTermination: only(false),
  EbsOptimized: only(false),
  InstanceInitiatedShutdownBehavior: only('stop'),
};

/** As far as the SDK knows them: a newer type is refused. */
const TYPES: ReadonlySet<string> = new Set(Object.values(_InstanceType));

/** Throws what EC2 answers to values that no launch can have. The wordings are inferred. */
export function requireLaunchValues({
  ImageId,
  InstanceType,
  MetadataOptions = {},
}: RunInstancesCommandInput): void {
  if (ImageId === undefined) {
    throw new ServiceError('MissingParameter', 'The request must contain the parameter ImageId');
  }
  if (!/^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(ImageId)) {
    throw new ServiceError('InvalidAMIID.Malformed', `Invalid id: "${ImageId}" (expecting "ami-...")`);
  }
  if (InstanceType !== undefined && !TYPES.has(InstanceType)) {
    throw new ServiceError('InvalidParameterValue', `Invalid value '${InstanceType}' for InstanceType.`);
  }
  const { HttpTokens } = MetadataOptions;
  if (HttpTokens === undefined || HttpTokens === 'optional' || HttpTokens === 'required') return;
  throw new ServiceError(
    'InvalidParameterValue',
    `Value (${HttpTokens}) for parameter HttpTokens is invalid.`,
  );
}

/** Nothing is ignored: throws `UnsupportedOperation` for a member, or a value of one, that would have no effect. */
export function refuseUnsupportedLaunch(input: RunInstancesCommandInput, region: string): void {
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined) continue;
    if (Object.hasOwn(ACCEPTED, member) && ACCEPTED[member]?.(value, region)) continue;
    throw new ServiceError(
      'UnsupportedOperation',
      `The sandbox does not launch instances with this ${member}: ${JSON.stringify(value)}`,
    );
  }
}
