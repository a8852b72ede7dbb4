import { CreatePolicyVersionCommand, CreateUserCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { openLab } from '../../src/cli/open-lab.ts';
import type { Change } from '../../src/contract/resource.ts';
import { foresee, type Hinted, hint } from '../../src/engine/index.ts';
import type { CommandSession } from '../../src/engine/session.ts';
import { hintFor } from '../../src/hints/index.ts';
import { pipeline, type StepId } from '../../steps/index.ts';
import { OPTIONS } from '../chaos/live-through.ts';
import type { TestAccount } from './account.ts';
import { opinionOf } from './opinion.ts';

/**
 * What the walk tells a person who takes the step by hand, correctly, although the account prevents it. The lab
 * itself does the steps before. `undefined` if the step succeeds.
 */
export async function hintAt(account: TestAccount, step: StepId): Promise<string | undefined> {
  await goToStep(account, step);
  const { changes } = await attempt(account, step);
  for (const change of changes) await byHand(account, change);
  const { hint } = (await attempt(account, step)).attempted;
  return hint && `${hint.id}: ${hint.says} ${hint.do}`;
}

async function goToStep(account: TestAccount, step: StepId): Promise<void> {
  const ids = pipeline.stages.map((stage) => stage.step.id);
  const before = ids[ids.indexOf(step) - 1];
  if (before === undefined) return;
  const ran = await account.type('run', '--to', before);
  // The walk opens the account like run, and says the same.
  if (ran.exitCode !== 0) throw new Error(opinionOf(ran).says);
}

interface Tried {
  readonly attempted: Hinted;
  /** What the step still wants. */
  readonly changes: readonly Change[];
}

async function attempt({ stateDir }: TestAccount, step: StepId): Promise<Tried> {
  const host = { notify: () => undefined };
  const options = { ...OPTIONS, stateDir };
  const { session, close } = await openLab(options, 'step', host, new AbortController().signal);
  try {
    const { changes } = await foresee(session as CommandSession, { solve: step });
    const attempted = await hint(session as CommandSession, { step, hintFor });
    if (attempted.summary.error) throw new Error(attempted.summary.error.message);
    return { attempted, changes };
  } finally {
    await close();
  }
}

/** As a person saves it in the console. */
async function byHand({ hands, startWebApp }: TestAccount, change: Change): Promise<unknown> {
  const { resource, arn, after } = change as { readonly [K in keyof Change]: unknown } & Pick<Change, 'arn'>;
  const text = JSON.stringify(after);
  if (resource === 'web-app') return startWebApp();
  if (resource === 'user') return hands.iam.send(new CreateUserCommand({ UserName: 'userA' }));
  if (resource === 'key-policy') return hands.kms.send(new PutKeyPolicyCommand({ KeyId: arn, Policy: text }));
  if (resource !== 'role-policy') throw new Error(`no hand for ${resource}`);
  return arn.includes(':role/')
    ? hands.iam.send(
        new PutRolePolicyCommand({
          RoleName: OPTIONS.names.roleName,
          PolicyName: 'KMSWorkshop-AdditionalPermissions',
          PolicyDocument: text,
        }),
      )
    : hands.iam.send(
        new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: text, SetAsDefault: true }),
      );
}
