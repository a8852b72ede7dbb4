import { isIP } from 'node:net';
import type { WireHead, WireResponse } from './protocol/protocol.ts';

/**
 * A browser lets any page send requests to this machine: by a form or a script of its own origin, or under a name that
 * the page’s owner points here (DNS rebinding). Both name another site in their heads, and are refused before anything
 * else is looked at. Clients of AWS send no Origin.
 */
export type Strangeness = 'host' | 'origin' | undefined;

/** `served`: the name or address that the server was told to listen at. */
export function strangeIn(
  { host = '', origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode }: NodeJS.Dict<string | string[]>,
  served?: string,
): Strangeness {
  if (!isLocalName(nameOf(String(host)), served)) return 'host';
  if (origin !== undefined && origin !== `http://${host}`) return 'origin';
  // An image of another site has no Origin. Following a link is something that a person does.
  return (site === 'cross-site' || site === 'same-site') && mode !== 'navigate' ? 'origin' : undefined;
}

/** `127.0.0.1` in `127.0.0.1:4566`, `::1` in `[::1]:4566`. */
const nameOf = (host: string): string =>
  host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');

/**
 * A name that no stranger can point at this machine: an address; one that public DNS has not (`localhost`,
 * `bucket.localhost`, a container’s, `host.docker.internal`); one that always means this machine
 * (`bucket.127.0.0.1.nip.io`); AWS’s own; the one that is served.
 * https://www.rfc-editor.org/rfc/rfc6761#section-6.3, https://www.iana.org/assignments/special-use-domain-names
 */
const isLocalName = (name: string, served: string | undefined): boolean =>
  isIP(name) !== 0 || name === served?.toLowerCase() || LOCAL.some((pattern) => pattern.test(name));

const LOCAL = [
  /^[a-z0-9_-]+$/,
  /\.(localhost|local|internal|test|home\.arpa)$/,
  /(^|\.)127(?:[.-]\d{1,3}){3}\.(nip\.io|sslip\.io)$/,
  /(^|\.)(localtest\.me|lvh\.me)$/,
  /\.amazonaws\.com(\.cn)?$/,
];

const SAYS = {
  host: 'This sandbox answers requests to localhost or to an address, not to the name of another site. If the name is yours, serve the sandbox with --host and that name.\n',
  origin: 'This sandbox answers no requests from another site’s page.\n',
} as const;

/** The refusal of such a request. It is not in the sandbox’s log: a page could fill it. */
export function foreignRequest({ headers }: WireHead, served: string): WireResponse | undefined {
  const strange = strangeIn(headers, served);
  return (
    strange && {
      status: 403,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: SAYS[strange],
    }
  );
}
