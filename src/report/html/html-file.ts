import { createHash } from 'node:crypto';
import { html, Markup } from './markup.ts';

export const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='5' cy='8' r='3.5' fill='none' stroke='%23b4552d' stroke-width='2'/%3E%3Cpath d='M8.5 8H15v3M12 8v2' fill='none' stroke='%23b4552d' stroke-width='2'/%3E%3C/svg%3E";

/** A source of a content security policy: a script or a style by its text. */
export const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** With what the head of each page begins that is one file. `policy`: its content security policy. */
export const headOfFile = (policy: string): Markup => html`<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="kms-lab">`;

interface FilePage {
  readonly title: string;
  readonly style: string;
  readonly script?: string;
  readonly body: Markup;
}

/**
 * A page as one self-contained file. Nothing is loaded, and only its own script runs: nothing that an account's names
 * might inject.
 */
export function htmlFile({ title, style, script, body }: FilePage): string {
  const scripts = script === undefined ? '' : ` script-src ${hashOf(script)};`;
  const policy = `default-src 'none'; img-src data:; style-src ${hashOf(style)};${scripts} base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
${headOfFile(policy)}
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${new Markup(style)}</style>
</head>
<body>
${body}
${script !== undefined && html`<script>${new Markup(script)}</script>`}
</body>
</html>
`.text;
}
