import { view } from '../store.ts';
import { ChangeView } from '../walk/change-view.tsx';
import { ErrorBlock } from './error-block.tsx';

/** What keeps the account from being at a place of the page. */
export function StandingNotes() {
  const { drift = [], missing = [], holder, account } = view.value ?? {};
  return (
    <>
      {holder !== undefined && <p class="note">Another command is using the account now: {holder}.</p>}
      {account === 'changed' && (
        <details class="note">
          <summary>
            The account does not match any step: it was changed by hand. This would undo that.
          </summary>
          {drift.map((change) => (
            <ChangeView key={change.arn} change={change} />
          ))}
        </details>
      )}
      {missing.map(({ title, error }) => (
        <div key={title}>
          <p>{title}</p>
          <ErrorBlock error={error} />
        </div>
      ))}
    </>
  );
}
