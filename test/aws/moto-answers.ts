import type { Canned } from './canned.ts';

/** What moto 5.2.1 answers to an operation, or to a filter, that it does not have: Flask's page, recorded. */
export const NOT_IMPLEMENTED: Canned = {
  status: 500,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html>
<html lang=en>
<title>500 Internal Server Error</title>
<h1>Internal Server Error</h1>
<p>The server encountered an internal error and was unable to complete your request. Either the server is overloaded or there is an error in the application.</p>
`,
};
