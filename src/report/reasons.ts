import { type AccessMatrix, type Cell, PRINCIPALS } from '../contract/access.ts';
import { groupBy } from '../contract/group.ts';
import { actionNames, OUTCOMES } from './cell.ts';
import { heading, type Style } from './style.ts';
import { wrap } from './wrap.ts';

/** Which statement decides each cell: one paragraph per principal, one line per reason. */
export function reasons(matrix: AccessMatrix, style: Style): string {
  const principals = groupBy(matrix, ({ principal }) => PRINCIPALS[principal]);
  const lines = [...principals].flatMap(([principal, cells]) => [
    `  ${principal}`,
    ...[...groupBy(cells, reasonOf)].flatMap(([reason, alike]) =>
      wrap(`${actionNames(alike.map(({ action }) => action))}: ${reason}`, style.width, '    '),
    ),
  ]);
  return [heading('Why', style), '', ...lines].join('\n');
}

const reasonOf = (cell: Cell): string =>
  `${OUTCOMES[cell.predicted.outcome].word}, ${decidingStatement(cell)}`;

/** The decision's sentence without the principal and the action, which are shown beside it. */
export function decidingStatement({ action, predicted: { because } }: Cell): string {
  const [, reason = because] = because.split(`${action}: `);
  return reason;
}
