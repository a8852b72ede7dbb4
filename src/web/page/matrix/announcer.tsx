import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { accessChanges } from '../../../report/access-change.ts';
import { shownMatrix, view } from '../store.ts';

/** Milliseconds without a key: a screen reader would read each change on the way. */
const PAUSE = 500;

const said = signal('');
const STYLE = { width: Number.MAX_SAFE_INTEGER, color: false };

/** Says what changes in the matrix, to who cannot see it. */
export function Announcer() {
  const before = view.value?.matrix ?? [];
  const after = shownMatrix.value;
  useEffect(() => {
    const timer = setTimeout(() => {
      const lines = accessChanges(before, after, STYLE, '').map((line) => line.trim());
      said.value = lines.length === 0 ? '' : `Would change. ${lines.join('. ')}.`;
    }, PAUSE);
    return () => clearTimeout(timer);
  }, [before, after]);
  return (
    <p class="unseen" role="status">
      {said.value}
    </p>
  );
}
