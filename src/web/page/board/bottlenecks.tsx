import { bottleneckText } from '../../board/room-order.ts';
import { board, bottlenecks, canAct, choose } from './board-store.ts';

/** A bar a step: how many people are at it, and what keeps them. */
export function Bottlenecks() {
  const view = board.value;
  const all = view?.rows.length ?? 0;
  const busy = bottlenecks.value.filter(({ seats }) => seats.length > 0);
  if (!view || busy.length === 0) return null;
  return (
    <section class="bottlenecks" aria-labelledby="bottlenecks-title">
      <h2 id="bottlenecks-title">Where the room is</h2>
      <ol>
        {busy.map((one) => (
          <li key={one.step}>
            <meter min={0} max={all} value={one.seats.length} aria-label={`Step ${one.step + 1}`} />
            <span class="says">{bottleneckText(one, view.steps)}</span>
            {canAct.value && (
              <button type="button" class="quiet" onClick={() => choose(one.seats, true)}>
                select<span class="unseen"> all at step {one.step + 1}</span>
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
