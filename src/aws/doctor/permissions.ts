import type { Permission, Seen } from '../../contract/examination.ts';
import { keepsControl } from '../../policy/lock-out.ts';
import { parsePolicy } from '../../policy/parse.ts';
import { adviceOn, denialOf } from '../client/denial.ts';
import { required } from '../find/found.ts';
import { enforcementOf } from '../probes/enforcement.ts';
import { CARRIED_OUT, observe } from '../probes/observe.ts';
import { broken, type Examination, fine, unknown, warning } from './examination.ts';
import { simulated, type UnaskedPermission } from './simulate.ts';

interface Purpose {
  /** The command whose permissions these are. */
  readonly command: 'plan' | 'run' | 'reset';
  readonly title: string;
  /** Commands whose examinations already cover these permissions. */
  readonly beside: readonly string[];
}

const allowedTo = ({ command, title, beside }: Purpose): Examination => ({
  id: `permissions-to-${command}`,
  topic: 'permissions',
  title,
  needs: ['identity'],
  async look(context) {
    const { kind } = await context.operator();
    if (kind === 'root') return fine('the account root needs nothing from IAM');
    const { asked, unasked } = await simulated(context);
    const isOwn = ({ commands }: { readonly commands: readonly string[] }): boolean =>
      commands.includes(command) && !commands.some((one) => beside.includes(one));
    const needed = asked.filter(isOwn).map(({ commands: _, ...permission }) => permission);
    const { found, ...judged } = judge(needed, command, unasked.filter(isOwn));
    const unsaid = kind === 'role-session' ? ['session policies are not simulated'] : [];
    return { ...judged, found: [found, ...unsaid].join('; '), permissions: needed };
  },
});

function judge(
  permissions: readonly Permission[],
  command: string,
  unasked: readonly UnaskedPermission[],
): Seen {
  const { found, ...seen } = judgeAsked(permissions, command);
  if (unasked.length === 0) return { ...seen, found };
  const open = `${unasked.length} more could not be asked about without ${once(unasked.map(({ on }) => on))}`;
  if (seen.state !== 'fine') return { ...seen, found: `${found}; ${open}` };
  return unknown(
    `${permissions.length} are allowed (simulated); ${open}`,
    'see below what is missing or could not be read',
  );
}

function judgeAsked(permissions: readonly Permission[], command: string): Seen {
  const lacking = permissions.filter(({ decision }) => decision.endsWith('denied'));
  const depending = permissions.filter(({ decision }) => decision === 'depends');
  if (lacking.length > 0) {
    return broken(
      `${lacking.length} of ${permissions.length} are lacking: ${refusals(lacking)}`,
      waysOut(lacking, command),
    );
  }
  if (depending.length > 0) {
    return warning(
      `${listed(depending)} depend on ${once(depending.flatMap(({ missingKeys = [] }) => missingKeys))}, which the simulator was not told`,
      'see whether the conditions of the operator’s policies are met',
    );
  }
  return fine(`all ${permissions.length} are allowed (simulated)`);
}

/** The remedy depends on what refuses: an Allow overrides neither a Deny nor a refusal by the organization. */
function waysOut(lacking: readonly Permission[], command: string): string {
  if (lacking.some(({ byOrganisation }) => byOrganisation)) {
    return 'the organization forbids it, and no policy of this account helps: ask who manages it';
  }
  const denied = lacking.filter(({ decision }) => decision === 'explicitly-denied');
  return [
    ...(denied.length > 0
      ? ['No Allow can lift a Deny: change the policy that denies, or sign in as another principal']
      : []),
    ...(denied.length < lacking.length
      ? [`let the operator have them: kms-lab permissions ${command} prints the policy`]
      : []),
  ].join('; ');
}

const reasonOf = ({ byOrganisation, decision }: Permission): string => {
  if (byOrganisation) return 'the organization refuses';
  return decision === 'explicitly-denied' ? 'a policy denies' : 'no policy allows';
};

const refusals = (lacking: readonly Permission[]): string =>
  [...new Set(lacking.map(reasonOf))]
    .map((reason) => `${reason} ${listed(lacking.filter((one) => reasonOf(one) === reason))}`)
    .join('; ');

/** `iam:ListUsers; iam:CreateUser, iam:TagUser on user/userA` */
const listed = (permissions: readonly Permission[]): string =>
  [...new Set(permissions.map(({ resource }) => resource))]
    .map((resource) => {
      const actions = once(
        permissions.filter((one) => one.resource === resource).map(({ action }) => action),
      );
      return resource === '*' ? actions : `${actions} on ${resource.split(':').slice(5).join(':')}`;
    })
    .join('; ');

const once = (all: readonly string[]): string => [...new Set(all)].join(', ');

const TRIED = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:Decrypt'] as const;

/** By dry runs, which KMS judges like real calls: with the key policy, session policies and the organization's policies. */
const use: Examination = {
  id: 'use-of-the-key',
  topic: 'permissions',
  title: 'to use the key',
  needs: ['identity', 'key-state'],
  async look(context) {
    const { clients, target } = context;
    const { arn, id } = (await required(context.key())).fact;
    const unjudged = await enforcementOf(clients, id)();
    if (unjudged !== undefined) return warning(`what is tried proves nothing: ${unjudged}`);
    const { kms } = clients.actingAs(target.credentials);
    const answers = await Promise.all(
      TRIED.map(async (action) => ({ action, answer: await observe(kms, action, arn) })),
    );
    const refused = answers.flatMap(({ action, answer }) =>
      answer && answer !== CARRIED_OUT && answer.outcome !== 'allowed'
        ? [`${action}: ${answer.evidence}`]
        : [],
    );
    if (refused.length > 0) {
      return broken(
        refused.join('; '),
        'allow the operator to use the key, in IAM and in the key policy; the message says which of them refused',
      );
    }
    const unseen = answers.filter(({ answer }) => !answer || answer === CARRIED_OUT);
    if (unseen.length > 0) {
      return unknown(`this KMS has no dry run for ${once(unseen.map(({ action }) => action))}`);
    }
    return fine(`${once(TRIED)} are allowed (tried, by dry runs)`);
  },
};

/** Predicted, because trying it would be a write. */
const control: Examination = {
  id: 'control-of-the-key',
  topic: 'permissions',
  title: 'to keep control',
  needs: ['identity', 'key'],
  async look(context) {
    const caller = await context.operator();
    const [{ arn }, text, policies, contextFor] = await Promise.all([
      required(context.key()).then(({ fact }) => fact),
      required(context.keyPolicy()),
      context.reader.ofCaller(caller),
      context.operatorContext(),
    ]);
    const keyPolicy = parsePolicy(text);
    const keys = contextFor('kms');
    const decision = keepsControl({ caller, keyArn: arn, keyPolicy, policies, context: keys });
    const denial = denialOf({ caller, action: 'kms:PutKeyPolicy', resource: arn, context: keys }, decision);
    if (!denial) return fine(`${decision.because} (evaluated)`);
    const { says, next } = adviceOn(denial, context.target.name);
    return broken(`kms:PutKeyPolicy is refused: ${decision.because} (evaluated)`, says, next);
  },
};

export const PERMISSIONS: readonly Examination[] = [
  allowedTo({ command: 'plan', title: 'to look', beside: [] }),
  allowedTo({ command: 'run', title: 'to run the lab', beside: ['plan'] }),
  allowedTo({ command: 'reset', title: 'to go home', beside: ['plan', 'run'] }),
  use,
  control,
];
