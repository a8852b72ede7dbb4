import { signal } from '@preact/signals';
import { Scrolled } from '../shell/scrolled.tsx';
import { act, answered, can, isBusy, view } from '../store.ts';

const log = signal<string | undefined>(undefined);
/** Each number is another look at the web app. */
const looks = signal(0);

/** The page’s web app beside its log. */
export function WebAppPane() {
  const { webAppUrl, documents } = view.value ?? {};
  if (webAppUrl === undefined) return null;
  const isRunning = documents?.['web-app'] !== undefined;
  return (
    <details class="pane">
      <summary>The web app and its log</summary>
      {isMixed(webAppUrl) ? (
        <p>A page with TLS cannot show it.</p>
      ) : isRunning ? (
        <iframe
          key={looks.value}
          title="The web app"
          src={webAppUrl}
          sandbox="allow-forms"
          referrerpolicy="no-referrer"
        />
      ) : (
        <p>The web app is not running yet.</p>
      )}
      <div class="buttons">
        <button
          type="button"
          onClick={() => {
            looks.value += 1;
          }}
        >
          Reload
        </button>
        {can('log') && (
          <button type="button" disabled={isBusy.value} onClick={() => void readLog()}>
            Read its log
          </button>
        )}
        <a href={webAppUrl} target="_blank" rel="noreferrer">
          Open it alone
        </a>
      </div>
      {log.value !== undefined && (
        <Scrolled label="The log of the web app">
          <pre>{log.value === '' ? 'The log is empty.' : log.value}</pre>
        </Scrolled>
      )}
    </details>
  );
}

/** https://developer.mozilla.org/en-US/docs/Web/Security/Mixed_content */
const isMixed = (url: string): boolean => location.protocol === 'https:' && url.startsWith('http:');

async function readLog(): Promise<void> {
  const answer = await act({ do: 'log' });
  if (answer.error) answered.value = answer;
  else log.value = answer.log;
}
