import type { Cell, Foreseen, PrincipalId } from '../../contract/access.ts';
import {
  type KeySituation,
  type MatrixPrincipal,
  predictCells,
  predictFor,
} from '../../contract/key-situation.ts';
import type { Snapshot } from '../../contract/resource.ts';
import type { Decision } from '../../policy/decision.ts';
import type { PolicyDocument } from '../../policy/document.ts';
import { KMS_ACTIONS } from '../../policy/kms-actions.ts';
import { type KeyControl, keepsControl } from '../../policy/lock-out.ts';
import { mfaKeys } from '../../policy/request-context.ts';
import { takingAway } from './taking-away.ts';

export interface ForeseeAs {
  readonly mfaAge?: number;
  readonly of?: readonly PrincipalId[];
}

/** The matrix once the documents are in the account, with what to type where a decision depends on other policies. */
export const predictMatrixOf = (situation: KeySituation, documents: Snapshot): readonly Cell[] =>
  predictCells(situation, documents, takingAway);

/** The same for every action of KMS, under the first reading; see `Access.foresee`. */
export function foreseeAll(
  situation: KeySituation,
  documents: Snapshot,
  { mfaAge, of }: ForeseeAs = {},
): readonly Foreseen[] {
  const { members, facts } = situation;
  const asked = of ? members.filter(({ id }) => of.includes(id)) : members;
  const signedIn =
    mfaAge === undefined
      ? asked
      : asked.map((member) => ({ ...member, context: { ...member.context, ...mfaKeys(mfaAge) } }));
  return predictFor(situation, signedIn, KMS_ACTIONS, documents).map((cell) => {
    const member = members.find(({ id }) => id === cell.principal);
    const next = member ? takingAway(member, cell.decision, facts) : [];
    return { ...cell, ...(next.length > 0 ? { next } : {}) };
  });
}

/** May the operator still write the key policy, or do what that needs, once this one is in force? */
export const operatorControls = (
  { facts, context, notPrincipal }: Pick<KeySituation, 'facts' | 'context' | 'notPrincipal'>,
  operator: MatrixPrincipal,
  keyPolicy: PolicyDocument,
  action?: KeyControl,
): Decision =>
  keepsControl(
    {
      caller: operator.caller,
      keyArn: facts.key.arn,
      keyPolicy,
      policies: operator.policies,
      notPrincipal,
      context: { ...context, ...operator.context },
    },
    action,
  );
