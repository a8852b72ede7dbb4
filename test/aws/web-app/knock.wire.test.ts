import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { addressIn, knock } from '../../../src/aws/web-app/knock.ts';

let server: Server | undefined;
afterEach(() => server?.close());

const listening = (): Promise<string> =>
  new Promise((done) => {
    server = createServer().listen(0, '127.0.0.1', () => {
      const address = server?.address();
      done(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });

test('a server listens', async () => {
  expect(await knock(await listening())).toBe('answers');
});

test('nothing listens', async () => {
  const url = await listening();
  await new Promise((closed) => server?.close(closed));
  expect(await knock(url)).toBe('refused');
});

test('an address that leads nowhere', async () => {
  expect(await knock('http://web-app.invalid', 200)).toBe('silent');
});

test.each([
  ['http://203.0.113.10', { host: '203.0.113.10', port: 80 }],
  ['https://web-app.example', { host: 'web-app.example', port: 443 }],
  ['http://[2001:db8::1]:8080', { host: '2001:db8::1', port: 8080 }],
])('%s leads to its host and port', (url, address) => {
  expect(addressIn(url)).toEqual(address);
});
