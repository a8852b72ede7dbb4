import { signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import {
  type Cell,
  type LabAction,
  MATRIX_ACTIONS,
  PRINCIPALS,
  type PrincipalId,
} from '../../../contract/access.ts';
import { OUTCOMES, outcomeOf } from '../../../report/cell.ts';
import { scrubbed, shownMatrix, view, wasIn } from '../store.ts';
import { CellReason } from './cell-reason.tsx';

interface Spot {
  readonly principal: PrincipalId;
  readonly action: LabAction;
}

/** The cell that is looked at: one stop for the Tab key, arrows between cells. */
const spot = signal<Spot>({ principal: 'instance-role', action: 'kms:Decrypt' });
const ROWS = Object.keys(PRINCIPALS) as readonly PrincipalId[];

/** With the places where a narrow column may break it. */
const wordsOf = (action: string) =>
  action
    .slice(4)
    .split(/(?<=[a-z])(?=[A-Z])/)
    .flatMap((part, index) => (index > 0 ? [<wbr key={part} />, part] : [part]));

const KEYS: Readonly<Record<string, readonly [down: number, right: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

function moved({ principal, action }: Spot, key: string): Spot | undefined {
  const [down, right] = KEYS[key] ?? [];
  if (down === undefined || right === undefined) return undefined;
  const within = <T,>(all: readonly T[], one: T, by: number): T =>
    all[Math.max(0, Math.min(all.length - 1, all.indexOf(one) + by))]!;
  return {
    principal: within(ROWS, principal, down),
    action: within(MATRIX_ACTIONS, action, right),
  };
}

/** Who may do what with the key: as the editors have it, with a frame around what would change. */
export function Matrix() {
  const reason = useId();
  const cells = shownMatrix.value;
  const found = cells.find(({ principal, action }) => isSpot({ principal, action }));
  const note = view.value?.unpredicted;
  if (note) return <p class="error">{note.message}</p>;
  return (
    <section class="matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Who may do what, predicted</h2>
      <table onKeyDown={onKey}>
        <caption>
          {scrubbed.value === undefined
            ? 'While you type. Framed: what would change.'
            : `At ${scrubbed.value}.`}
        </caption>
        <thead>
          <tr>
            <td />
            {MATRIX_ACTIONS.map((action) => (
              <th scope="col" key={action}>
                {wordsOf(action)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ROWS.map((principal) => (
            <tr key={principal}>
              <th scope="row">{PRINCIPALS[principal]}</th>
              {MATRIX_ACTIONS.map((action) => (
                <CellButton
                  key={action}
                  cell={cells.find((one) => one.principal === principal && one.action === action)}
                  reason={reason}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div id={reason}>{found && <CellReason cell={found} was={wasIn(found)} />}</div>
    </section>
  );
}

const isSpot = ({ principal, action }: Spot): boolean =>
  spot.value.principal === principal && spot.value.action === action;

function onKey(event: KeyboardEvent): void {
  const next = moved(spot.value, event.key);
  if (!next) return;
  event.preventDefault();
  spot.value = next;
  const table = event.currentTarget as HTMLElement;
  table.querySelector<HTMLElement>(`[data-cell="${next.principal} ${next.action}"]`)?.focus();
}

function CellButton({ cell, reason }: { readonly cell: Cell | undefined; readonly reason: string }) {
  if (!cell) return <td class="none">–</td>;
  const { principal, action } = cell;
  const outcome = outcomeOf(cell);
  const was = wasIn(cell);
  const { sign, word } = OUTCOMES[outcome];
  const look = (): void => {
    spot.value = { principal, action };
  };
  return (
    <td class={was ? `${outcome} changed` : outcome}>
      <button
        type="button"
        data-cell={`${principal} ${action}`}
        tabIndex={isSpot({ principal, action }) ? 0 : -1}
        aria-describedby={isSpot({ principal, action }) ? reason : undefined}
        onFocus={look}
        onClick={look}
      >
        <span class="word">
          <span aria-hidden="true">{sign}</span> {word}
        </span>
        {was && <span class="was">was {OUTCOMES[was].word}</span>}
      </button>
    </td>
  );
}
