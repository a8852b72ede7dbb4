import { signal } from '@preact/signals';
import { isDeniedEntry, shortName, type TrailAbout } from '../../../report/trail.ts';
import { page } from '../store.ts';

const onlyDenied = signal(true);

/** The last requests to the account: who asked for what, and which statement refused it. */
export function RequestsPane() {
  const { requests, view } = page.value;
  if (view?.target !== 'sandbox') return null;
  const shown = requests.filter((one) => !onlyDenied.value || isDeniedEntry(one));
  return (
    <details class="pane">
      <summary>The last requests to the account</summary>
      <label>
        <input
          type="checkbox"
          checked={onlyDenied.value}
          onChange={() => {
            onlyDenied.value = !onlyDenied.value;
          }}
        />{' '}
        only those that were refused
      </label>
      {shown.length === 0 ? <p>No such request.</p> : <ol class="requests">{shown.map(requestItem)}</ol>}
    </details>
  );
}

const requestItem = (request: TrailAbout) => {
  const { at, who = 'unknown', service = '?', operation = '?', demands, code, message } = request;
  const refused = demands.filter(({ outcome }) => outcome !== 'allowed');
  return (
    <li key={`${at} ${service} ${operation}`}>
      <span class="figure">{at.slice(11, 19)}</span> {shortName(who)}{' '}
      <code>
        {service}:{operation}
      </code>{' '}
      {code ?? 'done'}
      {refused.map(({ action, because }) => (
        <small key={action}>{because}</small>
      ))}
      {refused.length === 0 && message && <small>{message}</small>}
    </li>
  );
};
