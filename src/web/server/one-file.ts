import { randomBytes } from 'node:crypto';
import { hashOf, headOfFile, ICON } from '../../report/html/html-file.ts';
import { html, Markup } from '../../report/html/markup.ts';
import { jsonText } from '../../report/visible.ts';
import { WITHOUT_SCRIPTS } from './live-page.ts';

/** What the file is made of: a bundle, its style, and the documents that a person may load. */
export interface FileParts {
  readonly script: string;
  readonly style: string;
  readonly documents: unknown;
}

/** A script cannot hold its own end tag; in a text of JavaScript and JSON, `<\/` is the same as `</`. */
const inScript = (text: string): string => text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');

/** The page as one file that asks for nothing: it may be sent, or opened from a disk. */
export function oneFile({ script, style, documents }: FileParts): string {
  const code = inScript(script);
  const nonce = randomBytes(16).toString('base64');
  const policy = `default-src 'none'; img-src data:; style-src 'nonce-${nonce}'; script-src ${hashOf(code)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
  return html`<!doctype html>
<html lang="en">
<head>
${headOfFile(policy)}
<meta name="nonce" content="${nonce}">
<title>Who may do what with a KMS key: kms-lab</title>
<link rel="icon" href="${ICON}">
<style nonce="${nonce}">${new Markup(style)}</style>
</head>
<body>
<div id="lab"></div>
<noscript><p class="before">${WITHOUT_SCRIPTS}</p></noscript>
<script type="application/json" id="documents">${new Markup(jsonText(documents).replaceAll('<', '\\u003c'))}</script>
<script>${new Markup(code)}</script>
</body>
</html>
`.text;
}
