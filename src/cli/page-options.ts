import type { OptionRow } from './options.ts';

/** Of a command that serves a page: where. */
export const ADDRESS_OPTIONS: readonly OptionRow[] = [
  { key: 'port', flags: '--port <number>', does: 'where to listen; 0 is any free port', fallback: '0' },
  {
    key: 'listen',
    flags: '--listen <address>',
    does: 'an address of this machine that others reach, with --tls-cert and --tls-key (default: 127.0.0.1)',
  },
  {
    key: 'tlsCert',
    flags: '--tls-cert <file>',
    does: 'the certificate that the page is served with, as PEM',
    needs: 'listen',
  },
  { key: 'tlsKey', flags: '--tls-key <file>', does: 'its key', needs: 'listen' },
  {
    key: 'at',
    flags: '--at <url>',
    does: 'the https address that browsers ask for: of a proxy on this machine, or with --listen of this server',
  },
];

/** The same, and whether a browser opens it. */
export const PAGE_OPTIONS: readonly OptionRow[] = [
  ...ADDRESS_OPTIONS,
  { key: 'open', flags: '--no-open', does: 'print the link, and open no browser' },
];

/** Commander's value of a flag that begins with `--no-` is a boolean. */
export const opensBrowser = ({ open }: Readonly<Record<string, unknown>>): boolean => open !== false;
