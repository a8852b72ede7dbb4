import {
  type AccessMatrix,
  type Cell,
  type LabAction,
  PRINCIPALS,
  type PrincipalId,
} from '../src/contract/access.ts';
import type { Check, Verdict } from '../src/contract/check.ts';
import { LabError } from '../src/contract/errors.ts';
import { groupBy } from '../src/contract/group.ts';
import type { ResourceId } from '../src/contract/resource.ts';
import { together } from '../src/contract/suggestion.ts';
import type { DecisionOutcome } from '../src/policy/decision.ts';

/** The actions that use the key. KMS has a dry run for each, so they are observed. */
export const USE = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:Decrypt',
] as const satisfies readonly LabAction[];
/** The actions that control the key. They have no dry run, so they are evaluated. */
export const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] as const satisfies readonly LabAction[];

interface Question {
  readonly id: string;
  readonly title: string;
  readonly principals: readonly PrincipalId[];
  readonly actions: readonly LabAction[];
}

/** A check of the access matrix: it passes if every one of these cells has this outcome. */
export interface AccessCheck extends Check {
  readonly asks: Pick<Question, 'principals' | 'actions'> & { readonly outcome: DecisionOutcome };
}

/** Passes when every principal may do every action. */
export const may = (question: Question): AccessCheck => accessCheck(question, 'allowed');

/** Passes when nothing allows it: an implicit deny. */
export const mayNot = (question: Question): AccessCheck => accessCheck(question, 'implicitly-denied');

/** Passes when a Deny statement forbids it: an explicit deny. */
export const explicitlyDenied = (question: Question): AccessCheck =>
  accessCheck(question, 'explicitly-denied');

/** The documents that decide a principal's row. The lab does not write those of other principals. */
const DECIDED_BY: { readonly [id in PrincipalId]: readonly ResourceId[] } = {
  'instance-role': ['role-policy', 'key-policy'],
  operator: ['key-policy'],
  'another-admin': ['key-policy'],
  'user-a': ['user', 'key-policy'],
  'user-a-fresh-mfa': ['user', 'key-policy'],
  'user-a-stale-mfa': ['user', 'key-policy'],
  root: ['key-policy'],
  outsider: ['key-policy'],
};

export function accessCheck({ id, title, ...asked }: Question, outcome: DecisionOutcome): AccessCheck {
  const asks = { ...asked, outcome };
  const names = asked.principals.map((principal) => PRINCIPALS[principal]).join(' and ');
  const expected = `${names}: ${asked.actions.join(', ')} ${outcome}`;
  return {
    id,
    title,
    asks,
    rows: asked.principals,
    decidedBy: [...new Set(asked.principals.flatMap((principal) => DECIDED_BY[principal]))],
    async look(context) {
      return judge(cellsOf(asks, await context.matrix()), outcome, expected);
    },
    predict({ matrix, unusable }) {
      // Fails even a check that expects a denial: an unusable key proves nothing about the policies.
      if (unusable && asked.actions.some(usesTheKey)) {
        return {
          status: 'failed',
          expected,
          observed: unusable.says,
          evidence: 'evaluated',
          next: unusable.next,
        };
      }
      const cells = cellsOf(asks, matrix);
      return isDisputed(cells, outcome) ? undefined : judge(cells, outcome, expected);
    },
  };
}

const usesTheKey = (action: LabAction): boolean => (USE as readonly LabAction[]).includes(action);

function judge(cells: readonly Cell[], outcome: DecisionOutcome, expected: string): Verdict {
  const wrong = cells.filter((cell) => outcomeOf(cell) !== outcome);
  const next = together(wrong.map((cell) => cell.next ?? []));
  const because = [...new Set(wrong.map(({ predicted }) => predicted.because))];
  return {
    status: wrong.length === 0 ? 'passed' : 'failed',
    expected,
    observed: describe(wrong.length === 0 ? cells : wrong),
    evidence: cells.every((cell) => cell.observed) ? 'observed' : 'evaluated',
    ...(wrong.some(({ observed }) => observed) || because.length === 0 ? {} : { because }),
    ...(next.length > 0 ? { next } : {}),
  };
}

/**
 * AWS does not document how a Deny with NotPrincipal treats a session of a role: if one reading predicts a failure
 * and another a pass, the result cannot be predicted.
 */
const isDisputed = (cells: readonly Cell[], outcome: DecisionOutcome): boolean => {
  const wrong = cells.filter(({ predicted }) => predicted.outcome !== outcome);
  return (
    wrong.length > 0 &&
    wrong.every(({ otherwise = {} }) => Object.values(otherwise).some((other) => other === outcome))
  );
};

const cellsOf = ({ principals, actions }: AccessCheck['asks'], matrix: AccessMatrix): readonly Cell[] =>
  principals.flatMap((principal) => actions.map((action) => find(matrix, principal, action)));

function find(matrix: AccessMatrix, principal: PrincipalId, action: LabAction): Cell {
  const cell = matrix.find((candidate) => candidate.principal === principal && candidate.action === action);
  if (!cell)
    throw new LabError(
      'ERR_LOOK',
      `The access matrix has no cell for ${PRINCIPALS[principal]} and ${action}.`,
    );
  return cell;
}

/**
 * The account's answer counts. AWS's refusal may not say its kind; then the prediction's kind is used, if it is a
 * refusal, too.
 */
function outcomeOf({ predicted, observed }: Cell): DecisionOutcome | 'denied' {
  if (!observed) return predicted.outcome;
  if (observed.outcome !== 'denied') return observed.outcome;
  return predicted.outcome === 'allowed' ? 'denied' : predicted.outcome;
}

/** Each reason once, with everyone and everything that it decides about. */
function describe(cells: readonly Cell[]): string {
  const rows = [...groupBy(cells, (cell) => `${cell.principal} ${answerOf(cell)}`).values()].flatMap(
    (group) => {
      const [first] = group;
      const actions = group.map(({ action }) => action).join(', ');
      return first ? [{ name: PRINCIPALS[first.principal], says: `${actions} ${answerOf(first)}` }] : [];
    },
  );
  return [...groupBy(rows, ({ says }) => says)]
    .map(([says, alike]) => `${alike.map(({ name }) => name).join(' and ')}: ${says}`)
    .join('; ');
}

/** `allowed (statement 1 of AdministratorAccess allows it)` */
function answerOf(cell: Cell): string {
  const outcome = outcomeOf(cell);
  if (cell.observed) return `${outcome} (${cell.observed.evidence})`;
  const doubt = cell.unenforced ? '. The target does not enforce policies.' : '';
  // The principal and the action, with which its sentence begins, are shown beside it.
  const { because } = cell.predicted;
  const [, why = because] = because.split(`${cell.action}: `);
  return `${outcome} (${why.replace(/\.$/, '')}${doubt})`;
}
