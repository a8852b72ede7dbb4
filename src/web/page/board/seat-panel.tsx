import { useEffect, useRef } from 'preact/hooks';
import { MATRIX_ACTIONS, PRINCIPALS, type PrincipalId } from '../../../contract/access.ts';
import { OUTCOMES, outcomeOf } from '../../../report/cell.ts';
import type { SeatDetail } from '../../board/board-shapes.ts';
import { NextLines } from '../shell/next-lines.tsx';
import { Scrolled } from '../shell/scrolled.tsx';
import { ChangeDiff } from '../walk/change-diff.tsx';
import { detail } from './board-store.ts';

/** Everything about one seat: its documents, what the step still wants, who may do what, and a hint. */
export function SeatPanel() {
  const opened = detail.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [opened?.seat]);
  if (!opened) return null;
  return (
    <section class="pane opened" aria-labelledby="opened-title">
      <h2 id="opened-title" ref={heading} tabIndex={-1}>
        Seat {opened.seat}
      </h2>
      <button
        type="button"
        class="quiet"
        onClick={() => {
          detail.value = undefined;
        }}
      >
        close
      </button>
      {opened.seen ? <Seen seen={opened.seen} /> : <p>Reading the account …</p>}
    </section>
  );
}

function Seen({ seen }: { readonly seen: SeatDetail }) {
  const { account, asOf, step, documents, conditions, changes, hint, refused = [], moments = [] } = seen;
  return (
    <>
      <p class="who">
        Account {account}, read at {asOf.slice(11, 19)} UTC.{' '}
        {step ? `At: ${step.title}.` : 'Every step is done.'}
      </p>
      {hint && (
        <div class="hint">
          <p>{hint.says}</p>
          <p>{hint.do}</p>
          <NextLines next={hint.next} />
        </div>
      )}
      <ul class="results">
        {conditions.map(({ condition, met, observed }) => (
          <li key={condition.id} class={met ? 'passed' : 'failed'}>
            {met ? '✓' : '✗'} {condition.title}
            {observed && `: ${observed}`}
          </li>
        ))}
      </ul>
      {changes.map((change) => (
        <ChangeDiff key={change.arn} change={change} />
      ))}
      <SeatMatrix seen={seen} />
      <div class="documents">
        {Object.entries(documents).map(([id, document]) => (
          <figure key={id}>
            <figcaption>{id}</figcaption>
            <Scrolled label={`${id} of this seat`}>
              <pre>{JSON.stringify(document, null, 2)}</pre>
            </Scrolled>
          </figure>
        ))}
      </div>
      <SeatMoments moments={moments} />
      {refused.length > 0 && (
        <>
          <h3>Refused since the step began</h3>
          <ul class="requests">
            {refused.map(({ at, operation, refusal }) => (
              <li key={at}>
                {at.slice(11, 19)} {operation}: {refusal?.code}: {refusal?.message}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** When steps came and went, and which mistakes were met. */
function SeatMoments({ moments }: Required<Pick<SeatDetail, 'moments'>>) {
  return (
    <>
      <h3>Since the board began</h3>
      <ol class="requests">
        {moments.map(({ at, done, cause }) => (
          <li key={`${at} ${cause?.id ?? done}`}>
            {at.slice(11, 19)} {cause ? `at step ${done + 1}: ${cause.title}` : `${done} steps done`}
          </li>
        ))}
      </ol>
    </>
  );
}

const ROWS = Object.keys(PRINCIPALS) as readonly PrincipalId[];

function SeatMatrix({ seen: { matrix } }: { readonly seen: SeatDetail }) {
  if (matrix.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take the focus
    <section class="matrix scrolled" aria-label="Who may do what, predicted" tabIndex={0}>
      <table>
        <caption>Who may do what, predicted.</caption>
        <thead>
          <tr>
            <td />
            {MATRIX_ACTIONS.map((action) => (
              <th scope="col" key={action}>
                {action.slice(4)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((principal) => (
            <tr key={principal}>
              <th scope="row">{PRINCIPALS[principal]}</th>
              {MATRIX_ACTIONS.map((action) => {
                const cell = matrix.find((one) => one.principal === principal && one.action === action);
                if (!cell) return <td key={action}>–</td>;
                const { sign, word } = OUTCOMES[outcomeOf(cell)];
                return (
                  <td key={action} class={outcomeOf(cell)}>
                    <span class="word">
                      {sign} {word}
                    </span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
