import {
  ACTIONS,
  type Access,
  type Cell,
  type Foreseen,
  type LabAction,
  type PrincipalId,
} from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Resources, Snapshot } from '../../contract/resource.ts';
import { predictMatrix } from '../../policy/access-matrix.ts';
import { type PolicyDocument, statementsOf } from '../../policy/document.ts';
import { KMS_ACTIONS } from '../../policy/kms-actions.ts';
import { keepsControl } from '../../policy/lock-out.ts';
import { DEFAULT_MODEL, NOT_PRINCIPAL_MODELS } from '../../policy/not-principal.ts';
import type { NotPrincipalModel } from '../../policy/request.ts';
import { type AttachedPolicy, isPolicy } from '../client/iam-policies.ts';
import { RAN_IT } from './enforcement.ts';
import { type Answer, CARRIED_OUT, canBeTried, observe } from './observe.ts';
import type { AskRole } from './on-instance.ts';
import { type Actor, type Actors, type Cast, EVERYBODY, type Member, withMfa } from './principals.ts';

interface Asking {
  /** Of a target whose answers prove nothing; `undefined` where they do. */
  readonly whyUnenforced: () => Promise<string | undefined>;
  /** For each round anew: asks the instance role where nobody holds its credentials. */
  readonly askRole: () => AskRole;
}

/** Who may do what with the key: the evaluator's answer beside the account's. */
export function openAccess(
  facts: Facts,
  resources: Resources,
  cast: Cast,
  { whyUnenforced, askRole }: Asking,
  notPrincipal: NotPrincipalModel = DEFAULT_MODEL,
): Access {
  /** The key policy that is planned, or else the one that stands. */
  const keyPolicyOf = async (documents: Snapshot): Promise<PolicyDocument> => {
    const keyPolicy = documents['key-policy'] ?? (await resources['key-policy'].read());
    if (keyPolicy) return keyPolicy;
    throw new LabError('ERR_NOT_FOUND', `${facts.key.arn} has no key policy.`);
  };

  const foreseeFor = (
    members: readonly Member[],
    actions: readonly string[],
    policy: PolicyDocument,
    documents: Snapshot,
    model: NotPrincipalModel = notPrincipal,
  ): readonly Foreseen[] =>
    predictMatrix(
      members.map((member) => withRolePolicy(member, documents, facts)),
      actions,
      { arn: facts.key.arn, owner: facts.accountId, policy },
      { notPrincipal: model },
    ).map((cell) => ({ ...cell, principal: cell.principal as PrincipalId }));

  const predictFor = (
    members: readonly Member[],
    policy: PolicyDocument,
    documents: Snapshot,
  ): readonly Cell[] => {
    const under = (model: NotPrincipalModel) => foreseeFor(members, ACTIONS, policy, documents, model);
    // The readings differ in nothing else.
    const models = statementsOf(policy).some(({ NotPrincipal }) => NotPrincipal) ? NOT_PRINCIPAL_MODELS : [];
    const others = models
      .filter((model) => model !== notPrincipal)
      .map((model) => [model, under(model)] as const);
    return under(notPrincipal).map(({ principal, action, decision: predicted }, index) => {
      const differing = others
        .map(([model, cells]) => [model, cells[index]?.decision.outcome] as const)
        .filter(([, outcome]) => outcome !== predicted.outcome);
      return {
        principal,
        action: action as LabAction,
        predicted,
        ...(differing.length > 0 ? { otherwise: Object.fromEntries(differing) } : {}),
      };
    });
  };

  /** As many answers as the rows have cells, in their order; none where it cannot be asked. */
  const tryAll = (rows: readonly PrincipalId[], actors: Actors) => {
    const role = askRole();
    const trials = rows.flatMap((id) => ACTIONS.map((action) => ({ id, action })));
    return Promise.allSettled(
      trials.map(async ({ id, action }) => {
        const actor = await actors[id];
        if (actor) return told(id, actor, await observe(actor.kms, action, facts.key.arn));
        return id === 'instance-role' ? role(action) : undefined;
      }),
    );
  };

  return {
    async matrix() {
      const why = await whyUnenforced();
      const actors = cast.signIn('acting');
      const [keyPolicy, members, tried] = await Promise.all([
        keyPolicyOf({}),
        cast.gather(actors),
        tryAll(why ? [] : EVERYBODY, actors),
      ]);
      const cells = predictFor(members, keyPolicy, {});
      const unproven = (reason: string) =>
        Promise.all(
          cells.map(async (cell) =>
            canBeTried(cell.action) && (await actors[cell.principal])
              ? { ...cell, unenforced: reason }
              : cell,
          ),
        );
      if (why) return unproven(why);

      const answers = tried.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      // Who carries one dry run out may have meant nothing by its other answers either, failures included.
      if (answers.includes(CARRIED_OUT)) return unproven(RAN_IT);
      const failed = tried.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
      return cells.map((cell, index) => {
        const observed = answers[index];
        return observed && observed !== CARRIED_OUT ? { ...cell, observed } : cell;
      });
    },

    async predict(wanted) {
      const [keyPolicy, members] = await Promise.all([
        keyPolicyOf(wanted),
        cast.gather(cast.signIn('predicted')),
      ]);
      return predictFor(members, keyPolicy, wanted);
    },

    async foresee(wanted, { mfaAge, of } = {}) {
      const [keyPolicy, members] = await Promise.all([
        keyPolicyOf(wanted),
        cast.gather(cast.signIn('predicted')),
      ]);
      const asked = of ? members.filter(({ id }) => of.includes(id)) : members;
      const signedIn =
        mfaAge === undefined ? asked : asked.map((member) => ({ ...member, context: withMfa(mfaAge) }));
      return foreseeFor(signedIn, KMS_ACTIONS, keyPolicy, wanted);
    },

    async operatorKeepsControl(wanted) {
      return keepsControl({
        caller: facts.operator,
        keyArn: facts.key.arn,
        keyPolicy: await keyPolicyOf(wanted),
        policies: await cast.operatorPolicies(),
        notPrincipal,
      });
    },
  };
}

/** What its own account refuses the outsider says nothing of the key. */
const BY_ITS_OWN_ACCOUNT = /(identity-based policy|permissions boundary)/;

/** An answer with how the principal had signed in. */
function told(id: PrincipalId, { how }: Actor, answer: Answer | undefined): Answer | undefined {
  if (answer === undefined || answer === CARRIED_OUT) return answer;
  if (id === 'outsider' && BY_ITS_OWN_ACCOUNT.test(answer.evidence)) return undefined;
  return how ? { ...answer, evidence: `${answer.evidence}, ${how}` } : answer;
}

/** Puts a role policy that is only planned in the place of the one that stands. */
function withRolePolicy(member: Member, documents: Snapshot, { rolePolicy }: Facts): Member {
  const planned = documents['role-policy'];
  if (member.id !== 'instance-role' || !planned) return member;
  const replaced = (policy: AttachedPolicy): AttachedPolicy =>
    isPolicy(policy, rolePolicy) ? { ...policy, document: planned } : policy;
  return { ...member, policies: { ...member.policies, identity: member.policies.identity.map(replaced) } };
}
