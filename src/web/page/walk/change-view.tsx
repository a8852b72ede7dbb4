import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Change } from '../../../contract/resource.ts';

/** Comparing texts is loaded with the first change that is shown. */
const loaded = signal<typeof import('./change-diff.tsx') | undefined>(undefined);

/** A change as removed and added lines. */
export function ChangeView({ change }: { readonly change: Change }) {
  useEffect(() => {
    if (loaded.peek()) return;
    void import('./change-diff.tsx').then((part) => {
      loaded.value = part;
    });
  }, []);
  const Diff = loaded.value?.ChangeDiff;
  return Diff ? <Diff change={change} /> : null;
}
