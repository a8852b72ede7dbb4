import type { Facts } from '../contract/facts.ts';
import type { ResourceId } from '../contract/resource.ts';
import { singleQuoted } from '../contract/suggestion.ts';
import { startScript } from '../contract/web-app-program.ts';
import type { PolicyId } from './difference.ts';
import type { Advice } from './mistake.ts';

/** How to do by hand what a hint asks for, on every target: the sandbox has no console. */

/** With the AWS CLI, from a file that holds the policy. */
const SAVE: { readonly [id in PolicyId]: (facts: Facts) => string } = {
  'key-policy': ({ key }) =>
    `aws kms put-key-policy --key-id ${key.id} --policy-name default --policy file://policy.json`,
  'role-policy'({ role, rolePolicy }) {
    const put =
      rolePolicy.kind === 'managed'
        ? `aws iam create-policy-version --policy-arn ${rolePolicy.arn} --set-as-default`
        : `aws iam put-role-policy --role-name ${role.name} --policy-name ${rolePolicy.name}`;
    return `${put} --policy-document file://policy.json`;
  },
};

/** `what` is to be done to the policy, in a sentence, and what to type for it. */
export const edit = (what: string, resource: PolicyId, facts: Facts): Pick<Advice, 'do' | 'next'> => ({
  do: what,
  next: [
    { run: ['edit', resource], why: 'opens it in your editor, and saves it' },
    { shell: SAVE[resource](facts), why: 'saves a file of your own' },
  ],
});

/** What is still to be done to a thing that is as it was before the step. */
export const toDo = (resource: ResourceId, facts: Facts): Pick<Advice, 'do' | 'next'> =>
  resource === 'key-policy' || resource === 'role-policy'
    ? edit(`${NOT_SAVED[resource]}Edit it as the step says, and save it.`, resource, facts)
    : { do: 'See what the step asks for.' };

const NOT_SAVED: { readonly [id in PolicyId]: string } = {
  'key-policy':
    'If KMS refused the policy for “invalid principals”, a placeholder is left in it, or it names a user or role that does not exist. ',
  'role-policy': '',
};

const START = { run: ['solve', 'start-web-app'], why: 'does the step for you' } as const;

/**
 * `what` is to be done, in a sentence. Run Command runs as root, and needs no terminal on the instance.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/run-command.html
 */
export function startWebApp(
  what: string,
  { key, instance }: Facts,
  port: number,
): Pick<Advice, 'do' | 'next'> {
  const parameters = JSON.stringify({ commands: startScript(key.id, port) });
  return {
    do: what,
    next: [
      {
        shell: `aws ssm send-command --instance-ids ${instance.id} --document-name AWS-RunShellScript --parameters ${singleQuoted(parameters)}`,
        why: 'starts it on the instance',
      },
      START,
    ],
  };
}

/** The same for one that runs, but not as the step wants it: the step stops it first. */
export const restartWebApp = (what: string): Pick<Advice, 'do' | 'next'> => ({
  do: what,
  next: [{ ...START, why: 'stops it, and starts it as the step does' }],
});
