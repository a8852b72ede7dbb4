import {
  type ContextEntry,
  type EvaluationResult,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import type { Permission } from '../../contract/examination.ts';
import { listOf } from '../../policy/document.ts';
import { evaluatePolicies } from '../../policy/evaluate.ts';
import { operationKeys } from '../../policy/kms-context.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Context } from '../../policy/request.ts';
import { isAwsManagedArn } from '../client/iam-policies.ts';
import { type OperatorIdentity, partitionIn } from '../client/operator.ts';
import { everyPage } from '../client/pages.ts';
import { found, ifFound } from '../find/found.ts';
import { type Fillings, fill, GRANTS, type PermissionGrant } from '../permissions.ts';
import type { DoctorContext } from './context.ts';

/** A permission and the commands that need it. */
export interface RequiredPermission extends Permission {
  readonly commands: readonly string[];
}

/** A permission that could not be asked about: its resource does not exist, or could not be read. */
export interface UnaskedPermission extends Pick<RequiredPermission, 'action' | 'commands'> {
  /** `the key` */
  readonly on: string;
}

export interface Simulation {
  readonly asked: readonly RequiredPermission[];
  readonly unasked: readonly UnaskedPermission[];
}

const simulations = new WeakMap<DoctorContext, Promise<Simulation>>();

/** One simulation for all commands. */
export function simulated(context: DoctorContext): Promise<Simulation> {
  const known = simulations.get(context) ?? simulate(context);
  simulations.set(context, known);
  return known;
}

/** The commands whose permissions are examined. */
const EXAMINED = ['plan', 'run', 'reset'];

/**
 * Asks IAM's simulator, which carries nothing out. It knows the policies of a user or a role, boundaries, and the
 * organization's policies without conditions; no session policies and, for roles, no key policy.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
async function simulate(context: DoctorContext): Promise<Simulation> {
  const [operator, things] = await Promise.all([context.operator(), thingsOf(context)]);
  const [keySays, contextFor] = await Promise.all([
    keyEvaluator(context, operator),
    ifFound(found(() => context.operatorContext())),
  ]);
  const asked = await Promise.all(
    callsOf(things).map(async ({ arn, actions }) => {
      const service = serviceOf(Object.keys(actions)[0] ?? '');
      const results = await ask(context, operator, {
        ActionNames: Object.keys(actions),
        ResourceArns: [arn],
        ContextEntries: contextEntries(contextFor?.(service)),
      });
      return Object.entries(actions).map(([action, commands]) => ({
        ...keySays(permissionOf(action, arn, results)),
        commands,
      }));
    }),
  );
  return { asked: asked.flat(), unasked: unaskedOf(things) };
}

interface Call {
  readonly arn: string;
  /** For one service, each with the commands that need it. */
  readonly actions: Record<string, readonly string[]>;
}

/** Every action of a call is combined with every ARN, so services and kinds of resources must not be mixed. */
function callsOf(things: Things): readonly Call[] {
  const calls = new Map<string, Call>();
  for (const grant of GRANTS) {
    const needed = neededOf(grant, things);
    for (const arn of needed.length > 0 ? arnsOf(grant, things) : []) {
      for (const { action, commands } of needed) {
        const id = `${serviceOf(action)} ${arn}`;
        const { actions }: Pick<Call, 'actions'> = calls.get(id) ?? { actions: {} };
        calls.set(id, { arn, actions: { ...actions, [action]: [...(actions[action] ?? []), ...commands] } });
      }
    }
  }
  return [...calls.values()];
}

const neededOf = ({ actions }: PermissionGrant, { needless }: Things) =>
  Object.entries(actions)
    .filter(
      ([action, commands]) => !needless.includes(action) && commands.some((one) => EXAMINED.includes(one)),
    )
    .map(([action, commands]) => ({
      action,
      commands: commands.filter((command) => !isForeseen(command, action)),
    }));

/** Each action once for each resource, with all commands that need it. */
function unaskedOf(things: Things): readonly UnaskedPermission[] {
  const unasked = new Map<string, UnaskedPermission>();
  for (const grant of GRANTS) {
    const on = things.notFound.find((thing) => isOn(grant, thing));
    for (const { action, commands } of on ? neededOf(grant, things) : []) {
      const before = unasked.get(`${action} ${on}`)?.commands ?? [];
      unasked.set(`${action} ${on}`, { action, on: `${on}`, commands: [...before, ...commands] });
    }
  }
  return [...unasked.values()];
}

/** What represents a resource: the placeholder of its name, or the statement about all of its kind. */
const STANDS_FOR = {
  'the key': ['<KEY_ID>', 'AnyKey'],
  'the role': ['<ROLE>'],
  'its policy': ['<ROLE_POLICY>', 'AnyPolicy'],
  'the instance': ['<INSTANCE_ID>'],
  'the instance profile': ['AnyInstanceProfile'],
} as const;

type Thing = keyof typeof STANDS_FOR;

const isOn = ({ sid, resource }: PermissionGrant, thing: Thing): boolean =>
  STANDS_FOR[thing].some((stand) => sid === stand || resource.includes(stand));

/** A plan works out whether the key policy could be written, and writes nothing. */
const isForeseen = (command: string, action: string): boolean =>
  command === 'plan' && action === 'kms:PutKeyPolicy';

/**
 * For a wildcard, the one resource that the lab uses, because a narrower policy would be enough; empty if it was not
 * found.
 */
function arnsOf({ sid, resource }: PermissionGrant, { fillings, oneOf }: Things): readonly string[] {
  const arn = resource.endsWith('/*') ? oneOf[sid] : fill(resource, fillings);
  return arn === undefined || /<[A-Z_]+>/.test(arn) ? [] : [arn];
}

const serviceOf = (action: string): string => action.split(':')[0] ?? '';

function ask(
  { clients: { iam } }: DoctorContext,
  operator: OperatorIdentity,
  question: Omit<SimulatePrincipalPolicyCommandInput, 'PolicySourceArn'>,
): Promise<readonly EvaluationResult[]> {
  return everyPage(
    (Marker) =>
      iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: operator.kind === 'role-session' ? operator.roleArn : operator.arn,
          ...question,
          Marker,
        }),
      ),
    (page) => [page.EvaluationResults, page.IsTruncated ? page.Marker : undefined],
  );
}

/**
 * What the simulator should assume about the caller: by itself it knows nothing about a session.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html
 */
const contextEntries = (context: Context = {}): ContextEntry[] =>
  Object.entries(context).map(([ContextKeyName, values]) => ({
    ContextKeyName,
    ContextKeyValues: listOf(values).map(String),
    ContextKeyType: CONTEXT_TYPES[ContextKeyName] ?? (typeof values === 'string' ? 'string' : 'stringList'),
  }));

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
const CONTEXT_TYPES: Readonly<Record<string, ContextEntry['ContextKeyType']>> = {
  'aws:SourceIp': 'ip',
  'aws:SecureTransport': 'boolean',
  'aws:MultiFactorAuthPresent': 'boolean',
  'aws:MultiFactorAuthAge': 'numeric',
  'aws:CurrentTime': 'date',
  'aws:EpochTime': 'numeric',
};

function permissionOf(action: string, resource: string, results: readonly EvaluationResult[]): Permission {
  const result = results.find(({ EvalActionName }) => EvalActionName === action);
  const missingKeys = result?.MissingContextValues ?? [];
  const byOrganisation = result?.OrganizationsDecisionDetail?.AllowedByOrganizations === false;
  const face = { action, resource, ...(byOrganisation ? { byOrganisation: true as const } : {}) };
  switch (result?.EvalDecision) {
    case 'allowed':
      return { ...face, decision: 'allowed' };
    case 'explicitDeny':
      return { ...face, decision: 'explicitly-denied' };
    case 'implicitDeny':
      return missingKeys.length > 0 && !byOrganisation
        ? { ...face, decision: 'depends', missingKeys }
        : { ...face, decision: 'implicitly-denied' };
    default:
      throw new LabError('ERR_AWS', `IAM’s simulator gave no answer for ${action}.`);
  }
}

/**
 * The simulator does not get the key policy, which may allow what IAM does not, and refuse what IAM allows. Our own
 * evaluator decides, unless a policy that it does not read has already refused.
 */
async function keyEvaluator(
  context: DoctorContext,
  caller: OperatorIdentity,
): Promise<(one: Permission) => Permission> {
  const key = (await ifFound(context.key()))?.fact;
  if (!key) return (one) => one;
  const [text, policies, contextFor] = await Promise.all([
    ifFound(context.keyPolicy()),
    ifFound(found(() => context.reader.ofCaller(caller))),
    ifFound(found(() => context.operatorContext())),
  ]);
  if (text === undefined || !policies || !contextFor) return (one) => one;
  const resource = { name: 'the key policy', document: parsePolicy(text) };
  return (one) => {
    if (one.resource !== key.arn || one.decision === 'explicitly-denied' || one.byOrganisation) return one;
    const asked = { ...operationKeys(one.action), ...contextFor('kms') };
    const request = { caller, action: one.action, resource: key.arn, context: asked };
    const { outcome } = evaluatePolicies(request, { ...policies, owner: caller.accountId, resource });
    return { action: one.action, resource: one.resource, decision: outcome };
  };
}

/** Values for the placeholders in permissions. */
interface Things {
  readonly fillings: Fillings;
  /** By a statement's id. */
  readonly oneOf: Readonly<Record<string, string | undefined>>;
  /** Actions that this account, as it is, does not need. */
  readonly needless: readonly string[];
  /** A missing resource and an unreadable one are treated the same: nothing can be asked about them. */
  readonly notFound: readonly Thing[];
}

async function thingsOf(context: DoctorContext): Promise<Things> {
  const [operator, region, bucket, role, attached, rolePolicy, key, instance] = await Promise.all([
    context.operator(),
    context.region(),
    context.bucket(),
    ifFound(context.role()),
    ifFound(context.attached()),
    ifFound(context.rolePolicy()),
    ifFound(context.key()).then((one) => one?.fact),
    ifFound(context.instance()),
  ]);
  const behind = (arn: string | undefined, kind: string): string | undefined => arn?.split(`:${kind}/`)[1];
  const managed = rolePolicy?.kind === 'managed' ? rolePolicy.arn : undefined;
  const profile = instance?.IamInstanceProfile?.Arn;
  const { sampleObject, userName, alias } = context.names;
  return {
    fillings: {
      PARTITION: partitionIn(operator.arn),
      REGION: region,
      ACCOUNT: operator.accountId,
      BUCKET: bucket,
      SAMPLE_OBJECT: sampleObject,
      USER: userName,
      ALIAS: alias,
      ROLE: behind(role?.arn, 'role'),
      ROLE_POLICY: behind(managed, 'policy'),
      KEY_ID: key?.id,
      INSTANCE_ID: instance?.InstanceId,
      OPERATOR: operator.kind === 'user' ? behind(operator.arn, 'user') : undefined,
      OPERATOR_ROLE: operator.kind === 'role-session' ? behind(operator.roleArn, 'role') : undefined,
    },
    // Groups are left to the examinations that read them: most operators are in none.
    oneOf: {
      AnyKey: key?.arn,
      AnyPolicy: managed,
      AwsPolicies: attached?.find(({ arn }) => arn !== undefined && isAwsManagedArn(arn))?.arn,
      AnyInstanceProfile: profile,
    },
    needless: rolePolicy?.kind === 'inline' ? [] : ['iam:PutRolePolicy'],
    notFound: (Object.keys(STANDS_FOR) as Thing[]).filter(
      (thing) =>
        ({
          'the key': key,
          'the role': role,
          'its policy': rolePolicy,
          'the instance': instance,
          'the instance profile': profile,
        })[thing] === undefined,
    ),
  };
}
