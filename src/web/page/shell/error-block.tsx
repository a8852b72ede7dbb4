import type { ErrorNote } from '../../../contract/event.ts';
import { NextLines } from './next-lines.tsx';

/** What happened, why, and what to do: as in a terminal. */
export function ErrorBlock({ error }: { readonly error: ErrorNote }) {
  const { code, message, cause, hint, next } = error;
  return (
    <div class="error">
      <p>
        <strong>{code}</strong>: {message}
      </p>
      {cause && <p>why: {cause}</p>}
      {hint && <p>next: {hint}</p>}
      <NextLines next={next} />
    </div>
  );
}
