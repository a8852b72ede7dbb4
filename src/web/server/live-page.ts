import { ICON } from '../../report/html/html-file.ts';
import { html } from '../../report/html/markup.ts';

/** Said where the page cannot run. */
export const WITHOUT_SCRIPTS =
  'This page needs JavaScript, in a browser of 2023 or later. The same lab also runs in a terminal.';

/** A page of the build, and what stands there until its script has run. */
export interface PageFace {
  readonly title: string;
  /** Of its script and its styles: `page`. */
  readonly name: string;
  readonly before: string;
  readonly without: string;
}

export const LAB_PAGE: PageFace = {
  title: 'Working with Key Policies: kms-lab',
  name: 'page',
  before: 'Reading the account …',
  without: WITHOUT_SCRIPTS,
};

/** The page that is served: its script reads everything else from the server. */
export const livePage = (nonce: string, { title, name, before, without }: PageFace): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="nonce" content="${nonce}">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<link rel="stylesheet" href="/page/${name}.css">
<script type="module" src="/page/${name}.js"></script>
</head>
<body>
<div id="lab"><p class="before">${before}</p></div>
<noscript><p class="before">${without}</p></noscript>
</body>
</html>
`.text;
