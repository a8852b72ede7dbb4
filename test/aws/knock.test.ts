import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { knock } from '../../src/aws/knock.ts';

let server: Server | undefined;
afterEach(() => server?.close());

const listening = (): Promise<string> =>
  new Promise((done) => {
    server = createServer().listen(0, '127.0.0.1', () => {
      const address = server?.address();
      done(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });

test('somebody listens', async () => {
  expect(await knock(await listening())).toBe('answers');
});

test('nobody listens', async () => {
  const url = await listening();
  await new Promise((closed) => server?.close(closed));
  expect(await knock(url)).toBe('refused');
});

test('an address that leads nowhere', async () => {
  expect(await knock('http://web-app.invalid', 200)).toBe('silent');
});
