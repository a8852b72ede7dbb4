import { BlockList, isIPv4 } from 'node:net';
import { LabError } from '../../contract/errors.ts';

/** RFC 5737: the addresses of simulated instances, because nothing on the internet uses them. */
const DOCUMENTATION = ['192.0.2.0', '198.51.100.0', '203.0.113.0'];

const reserved = new BlockList();
for (const network of DOCUMENTATION) reserved.addSubnet(network, 24);

/** Throws `ERR_USAGE` for an address at which nothing can answer: trying again would not help. */
export function requireVisitable(url: string): string {
  const { hostname } = new URL(url);
  if (!isIPv4(hostname) || !reserved.check(hostname)) return url;
  const says = `The web app cannot be visited at ${hostname}, which is an address reserved for documentation.`;
  throw new LabError('ERR_USAGE', says, {
    hint: 'name the address at which the web app answers: --web-app-url URL',
    next: [
      {
        run: ['sandbox', 'env'],
        evaluated: true,
        why: 'exports it, where the account is one of the sandbox that serves',
      },
    ],
  });
}
