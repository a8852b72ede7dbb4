import type { TypedSuggestion } from '../../acts.ts';

/** What to type, each command on a line of its own. */
export function NextLines({ next = [] }: { readonly next?: readonly TypedSuggestion[] | undefined }) {
  if (next.length === 0) return null;
  return (
    <ul class="next">
      {next.map(({ line = '', why }) => (
        <li>
          <Copied text={line} />
          {why && <small> {why}</small>}
        </li>
      ))}
    </ul>
  );
}

/** A value or a command that can be copied. */
export function Copied({ text }: { readonly text: string }) {
  return (
    <span class="copied">
      <code>{text}</code>
      <button
        type="button"
        class="quiet"
        aria-label={`copy ${text.slice(0, 40)}`}
        onClick={() => void navigator.clipboard.writeText(text)}
      >
        copy
      </button>
    </span>
  );
}
