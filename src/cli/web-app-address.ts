import { LabError } from '../contract/errors.ts';

/** The web app's address, in the form to which paths are appended: `http://203.0.113.10`. Throws `ERR_USAGE`. */
export function webAppAddress(text: string): string {
  const wrong = (what: string) =>
    new LabError('ERR_USAGE', `The web app’s address ${what}.`, {
      hint: '--web-app-url http://203.0.113.10, or http://127.0.0.1:8080 for the end of a tunnel',
    });
  if (!URL.canParse(text)) throw wrong(`is “${text}”, which is not a URL`);
  const url = new URL(text);
  // The full message may contain the secret.
  if (url.username || url.password)
    throw wrong('holds a user name or a password, and the web app asks for none');
  if (!['http:', 'https:'].includes(url.protocol)) {
    throw wrong(`is “${text}”, which begins neither with http:// nor with https://`);
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw wrong(`is “${text}”, which has a path: the web app answers at the root`);
  }
  return url.origin;
}
