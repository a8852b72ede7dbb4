import { type Cell, type LabAction, PRINCIPALS, type PrincipalId } from '../src/contract/access.ts';
import type { Check, Verdict } from '../src/contract/check.ts';
import { LabError } from '../src/contract/errors.ts';
import type { Outcome } from '../src/policy/decision.ts';

/** The actions that use the key. KMS has a dry run for each, so they are observed. */
export const USE = [
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:Decrypt',
] as const satisfies readonly LabAction[];
/** The actions that govern the key. They have no dry run, so they are evaluated. */
export const MANAGE = ['kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'] as const satisfies readonly LabAction[];

interface Question {
  readonly id: string;
  readonly title: string;
  readonly principals: readonly PrincipalId[];
  readonly actions: readonly LabAction[];
}

/** Passes when every principal may do every action. */
export const may = (question: Question): Check => accessCheck(question, 'allowed');

/** Passes when nothing allows it: a silence of the policies, not a Deny. */
export const mayNot = (question: Question): Check => accessCheck(question, 'implicitly-denied');

/** Passes when a Deny statement forbids it. */
export const isDenied = (question: Question): Check => accessCheck(question, 'explicitly-denied');

function accessCheck({ id, title, principals, actions }: Question, expected: Outcome): Check {
  return {
    id,
    title,
    async look(context): Promise<Verdict> {
      const matrix = await context.matrix();
      const cells = principals.flatMap((principal) =>
        actions.map((action) => find(matrix, principal, action)),
      );
      const wrong = cells.filter((cell) => outcomeOf(cell) !== expected);
      return {
        status: wrong.length === 0 ? 'passed' : 'failed',
        expected: `${list(principals.map((principal) => PRINCIPALS[principal]))}: ${actions.join(', ')} ${expected}`,
        observed: (wrong.length === 0 ? cells : wrong).map(describe).join('; '),
        evidence: cells.every((cell) => cell.observed) ? 'observed' : 'evaluated',
      };
    },
  };
}

function find(matrix: readonly Cell[], principal: PrincipalId, action: LabAction): Cell {
  const cell = matrix.find((candidate) => candidate.principal === principal && candidate.action === action);
  if (!cell)
    throw new LabError(
      'ERR_LOOK',
      `The access matrix has no cell for ${PRINCIPALS[principal]} and ${action}.`,
    );
  return cell;
}

/**
 * What the account answered counts. AWS's refusal need not say which kind it is; the prediction then tells, provided
 * it is a refusal too.
 */
function outcomeOf({ predicted, observed }: Cell): Outcome | 'denied' {
  if (!observed) return predicted.outcome;
  if (observed.outcome !== 'denied') return observed.outcome;
  return predicted.outcome === 'allowed' ? 'denied' : predicted.outcome;
}

function describe(cell: Cell): string {
  const outcome = `${cell.principal} ${cell.action} ${outcomeOf(cell)}`;
  if (cell.observed) return `${outcome} (${cell.observed.evidence})`;
  const doubt = cell.unenforced ? ' The target does not enforce policies.' : '';
  return `${outcome} (${cell.predicted.because}${doubt})`;
}

const list = (names: readonly string[]): string => names.join(' and ');
