import { prettyDocument } from '../../../policy/pretty.ts';
import type { TimePoint } from '../../acts.ts';
import { Scrolled } from '../shell/scrolled.tsx';
import { can, isBusy, scrubbed, view } from '../store.ts';
import { ask } from './moves.ts';

/** The checkpoints: each with its documents, and the matrix above as it was predicted there. */
export function TimeLine() {
  const { moments = [] } = view.value ?? {};
  if (moments.length === 0) return null;
  const index = moments.findIndex(({ id }) => id === scrubbed.value);
  const moment = moments[index];
  const now = moments.length;
  return (
    <section class="pane time" aria-labelledby="time-title">
      <h2 id="time-title">Checkpoints</h2>
      <input
        type="range"
        min={0}
        max={now}
        step={1}
        value={index < 0 ? now : index}
        aria-label="Checkpoint"
        aria-valuetext={moment ? titleOf(moment) : 'now'}
        onInput={({ currentTarget }) => {
          scrubbed.value = moments[Number(currentTarget.value)]?.id;
        }}
      />
      <p class="figure">{moment ? titleOf(moment) : `Now; ${moments.length} before.`}</p>
      {moment && <TimePointBody moment={moment} />}
    </section>
  );
}

const titleOf = ({ id, takenAt }: TimePoint): string => `${id}, ${takenAt.slice(0, 16).replace('T', ' ')}`;

function TimePointBody({ moment: { id, documents } }: { readonly moment: TimePoint }) {
  return (
    <>
      <div class="documents">
        {(['role-policy', 'key-policy'] as const).map((name) => (
          <figure key={name}>
            <figcaption>{view.value?.title[name]}</figcaption>
            <Scrolled label={`${view.value?.title[name]} at ${id}`}>
              <pre>{documents[name] ? prettyDocument(documents[name]) : 'none'}</pre>
            </Scrolled>
          </figure>
        ))}
      </div>
      <div class="buttons">
        {can('move') && (
          <button
            type="button"
            disabled={isBusy.value}
            onClick={() => void ask(`Go back to ${id}`, { rollback: id })}
          >
            Go back here
          </button>
        )}
        <button
          type="button"
          onClick={() => {
            scrubbed.value = undefined;
          }}
        >
          Now
        </button>
      </div>
    </>
  );
}
