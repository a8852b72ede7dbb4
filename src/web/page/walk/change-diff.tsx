import type { Change } from '../../../contract/resource.ts';
import { changeTitle } from '../../../report/changes.ts';
import { type DiffLine, type DiffRow, diffRows } from '../../../report/diff-rows.ts';
import { Scrolled } from '../shell/scrolled.tsx';

/** A change as removed and added lines. */
export function ChangeDiff({ change }: { readonly change: Change }) {
  const hunks = diffRows(change);
  return (
    <figure class="diff">
      <figcaption>{changeTitle(change)}</figcaption>
      <Scrolled class="lines" label={`${changeTitle(change)}, the difference`}>
        {hunks.flatMap((rows, index) => [
          index > 0 && <p class="cut">…</p>,
          ...rows.flatMap((row) => linesOf(row)),
        ])}
      </Scrolled>
    </figure>
  );
}

const linesOf = ({ kind, before, after }: DiffRow) =>
  kind === 'same'
    ? [<Line kind="same" line={before} />]
    : [before && <Line kind="gone" line={before} />, after && <Line kind="come" line={after} />];

const SIGNS = { same: ' ', gone: '−', come: '+' } as const;

function Line({ kind, line }: { readonly kind: keyof typeof SIGNS; readonly line: DiffLine | undefined }) {
  const Tag = ({ same: 'span', gone: 'del', come: 'ins' } as const)[kind];
  return (
    <Tag class={`line ${kind}`}>
      <span class="sign">{SIGNS[kind]}</span>
      <code>{line?.text}</code>
    </Tag>
  );
}
