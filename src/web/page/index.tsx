import { render } from 'preact';
import { liveClient } from './live-client.ts';
import { App, panes } from './shell/app.tsx';
import { showAllText } from './shell/visible-text.ts';
import { beginPage, bench } from './store.ts';
import './style.css';

showAllText();
beginPage(liveClient);
const place = document.getElementById('lab')!;
place.textContent = '';
render(<App />, place);

/** Once the page is painted. */
requestAnimationFrame(() =>
  setTimeout(async () => {
    [bench.value, panes.value] = await Promise.all([import('./bench.ts'), import('./panes.ts')]);
  }),
);
