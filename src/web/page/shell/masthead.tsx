import { connection, page, view } from '../store.ts';

const SAYS = {
  opening: 'Connecting …',
  open: undefined,
  lost: 'The lab’s server does not answer. What you type is kept; the page tries again by itself.',
  refused: 'The lab was started anew: open the link that it printed in its terminal. What you typed is kept.',
} as const;

/** The account, and whether the page still hears of it. */
export function Masthead() {
  const now = view.value;
  const lost = SAYS[connection.value];
  const { trouble } = page.value;
  return (
    <header class="masthead">
      <p class="eyebrow">kms-lab</p>
      <h1>Working with Key Policies</h1>
      {now && (
        <p class="who">
          Account {now.facts.accountId} ({now.target}, {now.facts.region}), key {now.facts.key.alias}, variant{' '}
          {now.variant}.
        </p>
      )}
      {lost && (
        <p class="note" role="status">
          {lost}
        </p>
      )}
      {trouble && (
        <div class="error" role="alert">
          <p>
            The account cannot be read: {trouble.message} {trouble.cause}
          </p>
          {trouble.hint && <p>{trouble.hint}</p>}
        </div>
      )}
    </header>
  );
}
