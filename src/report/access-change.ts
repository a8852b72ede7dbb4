import { type AccessMatrix, PRINCIPALS } from '../contract/access.ts';
import { groupBy } from '../contract/group.ts';
import type { DecisionOutcome } from '../policy/decision.ts';
import { actionNames, OUTCOMES, outcomeOf } from './cell.ts';
import { paintOf, type Style } from './style.ts';
import { wrap } from './wrap.ts';

interface Move {
  readonly principal: string;
  readonly from: DecisionOutcome;
  readonly to: DecisionOutcome;
  readonly actions: string;
}

/** Whose access changed: a line for each kind of change; principals with the same change share a line. */
export function accessChanges(
  before: AccessMatrix,
  after: AccessMatrix,
  style: Style,
  indent = '  ',
): readonly string[] {
  const paint = paintOf(style);
  const alike = groupBy(movesBetween(before, after), ({ from, to, actions }) => `${from} ${to} ${actions}`);
  return [...alike.values()].flatMap((moves) => {
    const [{ from, to, actions }] = moves as readonly [Move, ...Move[]];
    const who = moves.map(({ principal }) => principal).join('; ');
    const text = `${OUTCOMES[from].word} → ${OUTCOMES[to].word}: ${who}: ${actions}`;
    return wrap(text, style.width, indent).map(paint[OUTCOMES[to].color]);
  });
}

function movesBetween(before: AccessMatrix, after: AccessMatrix): readonly Move[] {
  const changed = after.flatMap((cell) => {
    const old = before.find(
      ({ principal, action }) => principal === cell.principal && action === cell.action,
    );
    return old && outcomeOf(old) !== outcomeOf(cell) ? [{ old, cell }] : [];
  });
  const grouped = groupBy(
    changed,
    ({ old, cell }) => `${cell.principal} ${outcomeOf(old)} ${outcomeOf(cell)}`,
  );
  return [...grouped.values()].map((cells) => {
    const [{ old, cell }] = cells as readonly [(typeof cells)[number]];
    return {
      principal: PRINCIPALS[cell.principal],
      from: outcomeOf(old),
      to: outcomeOf(cell),
      actions: actionNames(cells.map(({ cell: { action } }) => action)),
    };
  });
}
