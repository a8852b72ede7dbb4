import { expect, test } from 'vitest';
import { requireVisitable } from '../../../src/aws/find/address.ts';
import { openWebApp } from '../../../src/aws/web-app/visitor.ts';
import { whatToDo } from '../../what-to-do.ts';

test.each(['192.0.2.1', '198.51.100.20', '203.0.113.255'])(
  'no visit to %s, an address for documentation, and a hint what to use instead',
  async (address) => {
    const is = `http://${address}`;
    const app = openWebApp({ kind: 'found', is }, { log: async () => '' });
    const error = await app.list().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'ERR_USAGE', message: expect.stringContaining(address) });
    expect(whatToDo(error)).toMatch(/--web-app-url URL\neval "\$\(kms-lab sandbox env\)"/);
  },
);

test.each(['192.0.3.1', '198.51.101.1', '203.0.112.255', '127.0.0.1', 'web-app.example', '[2001:db8::1]'])(
  '%s is visited',
  (host) => {
    expect(requireVisitable(`http://${host}:8080`)).toBe(`http://${host}:8080`);
  },
);
