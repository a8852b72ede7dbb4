import { type EvaluationResult, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import type { Permission } from '../../contract/examination.ts';
import { evaluate } from '../../policy/evaluate.ts';
import { parsePolicy } from '../../policy/parse.ts';
import type { Operator } from '../operator.ts';
import { everyPage } from '../pages.ts';
import { type Fillings, fill, NEEDS } from './needs.ts';
import type { Patient } from './patient.ts';

/** A permission and the commands that need it. */
export interface Asked extends Permission {
  readonly commands: readonly string[];
}

export interface Simulation {
  readonly asked: readonly Asked[];
  /** What was not found, and so not asked for: `the key`. */
  readonly notFound: readonly string[];
}

const simulations = new WeakMap<Patient, Promise<Simulation>>();

/** One simulation, whichever command it is for. */
export function simulated(patient: Patient): Promise<Simulation> {
  const known = simulations.get(patient) ?? simulate(patient);
  simulations.set(patient, known);
  return known;
}

/**
 * Asks IAM's simulator, which does nothing. It knows the policies of a user or a role, boundaries, and the
 * organisation's policies without conditions; no session policy, and of roles it takes no key policy either.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html
 */
async function simulate(patient: Patient): Promise<Simulation> {
  const [operator, fillings] = await Promise.all([patient.operator(), fillingsOf(patient)]);
  const keySays = await keyEvaluator(patient, operator);
  const asked = await Promise.all(
    callsOf(fillings).map(async ({ arn, actions }) => {
      const results = await ask(patient, operator, Object.keys(actions), arn);
      return Object.entries(actions).map(([action, commands]) => ({
        ...keySays(permissionOf(action, arn, results)),
        commands,
      }));
    }),
  );
  return { asked: asked.flat(), notFound: notFound(fillings) };
}

interface Call {
  readonly arn: string;
  /** Of one service. */
  readonly actions: Readonly<Record<string, readonly string[]>>;
}

/** Every action of a call is asked of every ARN in it, so that services and kinds of things are not mixed. */
const callsOf = (fillings: Fillings): readonly Call[] =>
  NEEDS.flatMap(({ resource, actions }) => {
    const arn = fill(resource, fillings);
    if (arn === undefined) return [];
    const services = [...new Set(Object.keys(actions).map(serviceOf))];
    return services.map((service) => ({
      arn,
      actions: Object.fromEntries(
        Object.entries(actions).filter(([action]) => serviceOf(action) === service),
      ),
    }));
  });

const serviceOf = (action: string): string => action.split(':')[0] ?? '';

/** A role's policy is managed or inline, and neither misses the other. */
const notFound = (fillings: Fillings): readonly string[] =>
  [
    ['the key', fillings.KEY_ID],
    ['the role', fillings.ROLE],
    ['its policy', fillings.ROLE_POLICY ?? fillings.ROLE_OF_INLINE_POLICY],
    ['the instance', fillings.INSTANCE_ID],
    ['the instance profile', fillings.PROFILE],
  ].flatMap(([thing, found]) => (thing !== undefined && found === undefined ? [thing] : []));

function ask(
  { clients: { iam } }: Patient,
  operator: Operator,
  ActionNames: string[],
  arn: string,
): Promise<readonly EvaluationResult[]> {
  return everyPage(
    (Marker) =>
      iam.send(
        new SimulatePrincipalPolicyCommand({
          PolicySourceArn: operator.kind === 'role-session' ? operator.roleArn : operator.arn,
          ActionNames,
          ResourceArns: [arn],
          Marker,
        }),
      ),
    (page) => [page.EvaluationResults, page.IsTruncated ? page.Marker : undefined],
  );
}

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
 * The simulator is not told the key policy, which may give what IAM does not and refuse what IAM gives: our own evaluator
 * has the last word, unless a policy that it does not read refused already.
 */
async function keyEvaluator(patient: Patient, caller: Operator): Promise<(one: Permission) => Permission> {
  const [key, text, policies] = await Promise.all([
    ifFound(patient.key()),
    ifFound(patient.keyPolicy()),
    ifFound(patient.reader.ofCaller(caller)),
  ]);
  if (!key || text === undefined || !policies) return (one) => one;
  const resource = { name: 'the key policy', document: parsePolicy(text) };
  return (one) => {
    if (one.resource !== key.arn || one.decision === 'explicitly-denied' || one.byOrganisation) return one;
    const request = { caller, action: one.action, resource: key.arn };
    const { outcome } = evaluate(request, { ...policies, owner: caller.accountId, resource });
    return { action: one.action, resource: one.resource, decision: outcome };
  };
}

async function fillingsOf(patient: Patient): Promise<Fillings> {
  const [operator, region, bucket, role, rolePolicy, key, instance] = await Promise.all([
    patient.operator(),
    patient.region(),
    patient.bucket(),
    ifFound(patient.role()),
    ifFound(patient.rolePolicy()),
    ifFound(patient.key()),
    ifFound(patient.instance()),
  ]);
  const [, partition] = operator.arn.split(':');
  const behind = (arn: string | undefined, kind: string): string | undefined => arn?.split(`:${kind}/`)[1];
  const roleName = behind(role?.arn, 'role');
  return {
    PARTITION: partition,
    REGION: region,
    ACCOUNT: operator.accountId,
    BUCKET: bucket,
    SAMPLE_OBJECT: patient.names.sampleObject,
    USER: patient.names.userName,
    ALIAS: patient.names.alias,
    ROLE: roleName,
    ROLE_OF_INLINE_POLICY: rolePolicy?.kind === 'inline' ? roleName : undefined,
    ROLE_POLICY: rolePolicy?.kind === 'managed' ? behind(rolePolicy.arn, 'policy') : undefined,
    KEY_ID: key?.id,
    INSTANCE_ID: instance?.InstanceId,
    PROFILE: behind(instance?.IamInstanceProfile?.Arn, 'instance-profile'),
  };
}

/** That a thing could not be found is told by the examination of that thing. */
async function ifFound<T>(looking: Promise<T>): Promise<T | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (error instanceof LabError) return undefined;
    throw error;
  }
}
