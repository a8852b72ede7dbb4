import { type Cell, PRINCIPALS } from '../../../contract/access.ts';
import type { DecidingStatement, DecisionOutcome } from '../../../policy/decision.ts';
import { OUTCOMES, spelledOut } from '../../../report/cell.ts';
import { NextLines } from '../shell/next-lines.tsx';
import { Scrolled } from '../shell/scrolled.tsx';

/** Which statement decides a cell. */
export function CellReason({
  cell,
  was,
}: {
  readonly cell: Cell;
  readonly was: DecisionOutcome | undefined;
}) {
  const { principal, action, predicted, observed, unsupplied = [], next } = cell;
  return (
    <div class="reason">
      <h3>
        {PRINCIPALS[principal]}: {action}
      </h3>
      <p>{predicted.because}</p>
      <dl>
        <div>
          <dt>Predicted</dt>
          <dd>{spelledOut(predicted.outcome)}</dd>
        </div>
        {was && (
          <div>
            <dt>In the account</dt>
            <dd>{OUTCOMES[was].word}</dd>
          </div>
        )}
        {observed && (
          <div>
            <dt>Observed</dt>
            <dd>{observed.evidence}</dd>
          </div>
        )}
      </dl>
      {unsupplied.map(({ key, why }) => (
        <p key={key}>
          <code>{key}</code>: {why}
        </p>
      ))}
      {predicted.statements.map(statementOf)}
      <NextLines next={next} />
    </div>
  );
}

const statementOf = ({ policy, index, statement: { Sid, ...rest } }: DecidingStatement) => (
  <figure key={`${policy} ${index}`}>
    <figcaption>
      {Sid ? `“${Sid}”, statement` : 'Statement'} {index + 1} of {policy}
    </figcaption>
    <Scrolled label={`Statement ${index + 1} of ${policy}`}>
      <pre>{JSON.stringify(rest, null, 2)}</pre>
    </Scrolled>
  </figure>
);
