/** How long a page takes to be there, beside an empty one in the same browser. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

export const openBrowser = () =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

/** Milliseconds from the request for a page to the element that says that it is there. */
export async function readyIn(page, url, selector) {
  const begun = performance.now();
  await page.goto(url, { waitUntil: 'commit' });
  await page.locator(selector).first().waitFor();
  return performance.now() - begun;
}

/** Served on loopback; `#there` is in it. */
export async function emptyPage() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<!doctype html><title>empty</title><p id="there">.');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
