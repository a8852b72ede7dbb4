import type { PolicyVersion } from '../contract/elsewhere.ts';
import type { Facts } from '../contract/facts.ts';
import type { Attempt } from '../contract/hint.ts';
import type { ResourceId } from '../contract/resource.ts';
import { type Suggestion, sh } from '../contract/suggestion.ts';
import { PROCESS_PATTERN, startScript, WEB_APP } from '../contract/web-app-program.ts';
import type { PolicyId } from './difference.ts';
import type { HintAdvice } from './mistake.ts';

/** How to do by hand what a hint asks for, on every target: the sandbox has no console. */

type Way = Pick<HintAdvice, 'do' | 'next'>;

/** What must be known about an account to edit a policy in it. */
type Seen = Pick<Attempt, 'facts' | 'elsewhere' | 'since'>;

/** With the AWS CLI, from a file that holds the policy. */
const SAVE: { readonly [id in PolicyId]: (facts: Facts) => string } = {
  'key-policy': ({ key }) =>
    sh`aws kms put-key-policy --key-id ${key.id} --policy-name default --policy file://policy.json`,
  'role-policy'({ role, rolePolicy }) {
    const put =
      rolePolicy.kind === 'managed'
        ? sh`aws iam create-policy-version --policy-arn ${rolePolicy.arn} --set-as-default`
        : sh`aws iam put-role-policy --role-name ${role.name} --policy-name ${rolePolicy.name}`;
    return `${put} --policy-document file://policy.json`;
  },
};

/** `what`: what to do to the policy, as a sentence; and what to type for it. */
export const adviseEdit = (what: string, resource: PolicyId, seen: Seen): Way => ({
  do: what,
  next: [
    ...(resource === 'role-policy' ? makingRoom(seen) : []),
    { run: ['edit', resource], why: 'opens it in your editor, and saves it' },
    { shell: SAVE[resource](seen.facts), why: 'saves a file of your own' },
  ],
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities */
const MOST_VERSIONS = 5;

/** IAM allows no sixth version: one that was created by hand in this step is deleted first, then the oldest. */
function makingRoom({ facts: { rolePolicy }, elsewhere: { versions }, since }: Seen): readonly Suggestion[] {
  if (rolePolicy.kind !== 'managed' || versions.length < MOST_VERSIONS) return [];
  const idle = versions.filter(({ isDefault }) => !isDefault);
  const gone = idle.findLast((version) => isMadeSince(version, since)) ?? idle.at(-1);
  return gone
    ? [
        {
          why: `deletes the version ${gone.id}, to make room for another`,
          shell: sh`aws iam delete-policy-version --policy-arn ${rolePolicy.arn} --version-id ${gone.id}`,
        },
      ]
    : [];
}

/** IAM's times have whole seconds. */
const SECOND = 1000;

export const isMadeSince = ({ createdAt }: Pick<PolicyVersion, 'createdAt'>, since: string): boolean =>
  Date.parse(createdAt) > Date.parse(since) - SECOND;

/** What is still to be done to a resource that is as it was before the step. */
export function toDo(resource: ResourceId, seen: Seen): Way {
  if (resource === 'user') return createUser('Create the user, without permissions.', seen.facts);
  if (resource !== 'key-policy' && resource !== 'role-policy') return { do: 'See what the step asks for.' };
  return adviseEdit('Edit it as the step says, and save it.', resource, seen);
}

export const createUser = (what: string, { userName }: Facts): Way => ({
  do: what,
  next: [{ shell: sh`aws iam create-user --user-name ${userName}` }],
});

/**
 * Run Command runs as root, and needs no terminal on the instance.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html
 */
const onInstance = ({ instance }: Facts, commands: readonly string[], why: string): Suggestion => ({
  shell: sh`aws ssm send-command --instance-ids ${instance.id} --document-name AWS-RunShellScript --parameters ${JSON.stringify({ commands })}`,
  why,
});

const STOP = `pkill -f '${PROCESS_PATTERN}' || true`;
const SOLVE = { run: ['solve', 'start-web-app'], why: 'does the step for you' } as const;

/** `what`: what to do, as a sentence. */
export const startWebApp = (what: string, facts: Facts, port: number): Way => ({
  do: what,
  next: [onInstance(facts, startScript(facts.key.id, port), 'starts it on the instance'), SOLVE],
});

/** The same for an app that runs, but not as the step wants it. */
export const restartWebApp = (what: string, facts: Facts): Way => ({
  do: what,
  next: [
    onInstance(
      facts,
      [STOP, ...startScript(facts.key.id, WEB_APP.port)],
      'stops it, and starts it again, on the instance',
    ),
    SOLVE,
  ],
});

export const stopWebApp = (what: string, facts: Facts): Way => ({
  do: what,
  next: [onInstance(facts, [STOP], 'stops it on the instance')],
});
