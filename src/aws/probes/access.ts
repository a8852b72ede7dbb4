import { type Access, type AccessMatrix, MATRIX_ACTIONS, type PrincipalId } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { KeySituation } from '../../contract/key-situation.ts';
import type { Resources, Snapshot } from '../../contract/resource.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { DEFAULT_MODEL } from '../../policy/not-principal.ts';
import type { NotPrincipalModel } from '../../policy/request.ts';
import { documentsOf } from '../../policy/request-context.ts';
import { RAN_IT } from './enforcement.ts';
import { CARRIED_OUT, canBeTried, observe, type ProbeResult } from './observe.ts';
import type { AskRole } from './on-instance.ts';
import { foreseeAll, operatorControls, predictMatrixOf } from './predict.ts';
import { type Actor, type Actors, type Cast, EVERYBODY } from './principals.ts';

interface Asking {
  /** Why the target's answers prove nothing; `undefined` if they do. */
  readonly whyUnenforced: () => Promise<string | undefined>;
  /** Anew for each round: asks the instance role if we do not have its credentials. */
  readonly askRole: () => AskRole;
}

/** The planned key policy or, if none is planned, the current one. Throws `ERR_NOT_FOUND` for a key without a policy. */
export async function keyPolicyToProbe(
  { key }: Facts,
  resources: Pick<Resources, 'key-policy'>,
  documents: Snapshot = {},
): Promise<PolicyDocument> {
  const keyPolicy = documents['key-policy'] ?? (await resources['key-policy'].read());
  if (keyPolicy) return keyPolicy;
  throw new LabError('ERR_NOT_FOUND', `${key.arn} has no key policy.`);
}

/**
 * Reads what decides about the key: every principal’s policies and condition keys; the key’s policy, grants and
 * condition keys.
 */
export async function readKeySituation(
  facts: Facts,
  resources: Pick<Resources, 'key-policy'>,
  cast: Cast,
  {
    documents = {},
    actors = cast.signIn([]),
    notPrincipal = DEFAULT_MODEL,
  }: { documents?: Snapshot; actors?: Actors; notPrincipal?: NotPrincipalModel } = {},
): Promise<KeySituation> {
  const [keyPolicy, members] = await Promise.all([
    keyPolicyToProbe(facts, resources, documents),
    cast.gather(actors),
  ]);
  const asked = members.flatMap(({ policies }) => documentsOf(policies));
  const planned = documents['role-policy'];
  const standing = await cast.keyStanding([keyPolicy, ...asked, ...(planned ? [planned] : [])]);
  return { facts, keyPolicy, members, notPrincipal, ...standing };
}

/** Who may do what with the key: the evaluator's answer beside the account's. */
export function openAccess(
  facts: Facts,
  resources: Resources,
  cast: Cast,
  { whyUnenforced, askRole }: Asking,
  notPrincipal: NotPrincipalModel = DEFAULT_MODEL,
): Access {
  const situationOf = (documents: Snapshot, actors?: Actors): Promise<KeySituation> =>
    readKeySituation(facts, resources, cast, { documents, notPrincipal, ...(actors ? { actors } : {}) });

  return {
    async matrix(of = EVERYBODY) {
      const why = await whyUnenforced();
      const rows = EVERYBODY.filter((id) => of.includes(id));
      const actors = cast.signIn(rows);
      const [situation, tried] = await Promise.all([
        situationOf({}, actors),
        tryAll(facts, why ? [] : rows, actors, askRole()),
      ]);
      const cells = predictMatrixOf(situation, {});
      const unproven = (reason: string) => marked(cells, reason, rows, actors);
      if (why) return unproven(why);

      const answers = tried.map((one) => (one.status === 'fulfilled' ? one.value : undefined));
      // If one dry run was carried out, the target's other answers may mean nothing either, failures included.
      if (answers.includes(CARRIED_OUT)) return unproven(RAN_IT);
      const failed = tried.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
      return cells.map((cell) => {
        const row = rows.indexOf(cell.principal);
        const observed =
          row < 0 ? undefined : answers[row * MATRIX_ACTIONS.length + MATRIX_ACTIONS.indexOf(cell.action)];
        return observed && observed !== CARRIED_OUT ? { ...cell, observed } : cell;
      });
    },

    predict: async (wanted) => predictMatrixOf(await situationOf(wanted), wanted),

    foresee: async (wanted, as) => foreseeAll(await situationOf(wanted), wanted, as),

    async operatorKeepsControl(wanted, action) {
      const [keyPolicy, operator] = await Promise.all([
        keyPolicyToProbe(facts, resources, wanted),
        cast.operator(),
      ]);
      const context = await cast.keyContext([keyPolicy, ...documentsOf(operator.policies)]);
      return operatorControls({ facts, context, notPrincipal }, operator, keyPolicy, action);
    },
  };
}

/** An answer for each cell of these rows, `undefined` if it cannot be tried. */
async function tryAll({ key }: Facts, rows: readonly PrincipalId[], actors: Actors, role: AskRole) {
  const trials = rows.flatMap((principal) => MATRIX_ACTIONS.map((action) => ({ principal, action })));
  return Promise.allSettled(
    trials.map(async ({ principal, action }) => {
      const actor = await actors[principal];
      if (actor) return told(principal, actor, await observe(actor.kms, action, key.arn));
      return principal === 'instance-role' ? role(action) : undefined;
    }),
  );
}

/** With the reason why nothing was observed, in the cells that could have been tried. */
const marked = (
  cells: AccessMatrix,
  unenforced: string,
  rows: readonly PrincipalId[],
  actors: Actors,
): Promise<AccessMatrix> =>
  Promise.all(
    cells.map(async (cell) =>
      rows.includes(cell.principal) && canBeTried(cell.action) && (await actors[cell.principal])
        ? { ...cell, unenforced }
        : cell,
    ),
  );

/** A refusal by the outsider's own account says nothing about the key. */
const BY_ITS_OWN_ACCOUNT = /(identity-based policy|permissions boundary)/;

/** An answer, with how the principal signed in. */
function told(id: PrincipalId, { how }: Actor, answer: ProbeResult | undefined): ProbeResult | undefined {
  if (answer === undefined || answer === CARRIED_OUT) return answer;
  if (id === 'outsider' && BY_ITS_OWN_ACCOUNT.test(answer.evidence)) return undefined;
  return how ? { ...answer, evidence: `${answer.evidence}, ${how}` } : answer;
}
