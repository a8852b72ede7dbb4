import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { BodyBudget } from '../../src/sandbox/body-budget.ts';
import type { Admission, Admitted } from '../../src/sandbox/handle.ts';
import type { WireHead, WireResponse } from '../../src/sandbox/protocol/protocol.ts';
import { type Listening, listen } from '../../src/sandbox/server.ts';

const MIB = 1024 * 1024;
const said = (status: number, body = ''): WireResponse => ({ status, headers: {}, body });
const REFUSED = { 'too-large': 413, 'too-slow': 408, busy: 503 } as const;
/** Answers with the number of bytes that it got. */
const counting: Admitted = {
  bodyLimit: 60 * MIB,
  answer: async (body) => said(200, String(body.length)),
  refuse: (why) => said(REFUSED[why], why),
};

async function open(rest: Partial<Listening> & { readonly admission?: Admission } = {}) {
  const budget = new BodyBudget(64 * MIB);
  const errors: unknown[] = [];
  const { admission = counting, ...listening } = rest;
  const server = await listen({
    admit: async () => admission,
    failed: (error) => errors.push(error),
    port: 0,
    budget,
    ...listening,
  });
  const sockets: Socket[] = [];
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });
  /** A connection, with what arrives on it. */
  const dial = async (text: string) => {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    let received = '';
    socket.on('data', (part) => {
      received += part;
    });
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    return {
      socket,
      /** What has arrived once it matches. */
      until: (pattern: RegExp) => expect.poll(() => received, { interval: 5 }).toMatch(pattern),
      closed: () => (socket.closed ? Promise.resolve() : once(socket, 'close')),
    };
  };
  return { budget, dial, errors, server };
}

const head = (length: number | 'chunked', more = ''): string =>
  `PUT /x HTTP/1.1\r\nhost: localhost\r\n${
    length === 'chunked' ? 'transfer-encoding: chunked' : `content-length: ${length}`
  }\r\n${more}\r\n`;

afterEach(() => {
  vi.useRealTimers();
});

describe('a body', () => {
  test.each<[name: string, request: string, length: string]>([
    ['none', 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n', '0'],
    ['of a length', `${head(5)}hello`, '5'],
    ['in chunks', `${head('chunked')}2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n`, '5'],
    ['larger than what needs no claim', `${head(100_000)}${'x'.repeat(100_000)}`, '100000'],
  ])('%s is read', async (_, request, length) => {
    const { budget, dial } = await open();
    const { until } = await dial(request);
    await until(new RegExp(`200 OK[^$]*[^\\d]${length}$`));
    expect(budget.held).toBe(0);
  });

  test('is not read before the head is judged', async () => {
    const { budget, dial } = await open({ admission: said(403, 'no') });
    const { until } = await dial(head(50 * MIB, 'expect: 100-continue\r\n'));
    await until(/^HTTP\/1\.1 403[\s\S]*connection: close[\s\S]*no$/i);
    expect(budget.held).toBe(0);
  });

  test('is asked for when the head is admitted', async () => {
    const { dial } = await open();
    const { socket, until } = await dial(head(5, 'expect: 100-continue\r\n'));
    await until(/^HTTP\/1\.1 100 Continue/);
    socket.write('hello');
    await until(/200 OK[\s\S]*\r\n\r\n5$/);
  });

  test.each<[name: string, request: string]>([
    ['declared', `${head(3)}abc`],
    ['in chunks', `${head('chunked')}3\r\nabc\r\n0\r\n\r\n`],
  ])('that is too large is refused, and the connection can be used again: %s', async (_, request) => {
    const { dial } = await open({ admission: { ...counting, bodyLimit: 2 } });
    const { socket, until } = await dial(request);
    await until(/413[\s\S]*too-large$/);
    socket.write(`${head(1)}x`);
    await until(/413[\s\S]*200 OK[\s\S]*1$/);
  });

  test('waits until others are done, and then is refused', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const budget = new BodyBudget(100_000);
    const never = new Promise<WireResponse>(() => {});
    const admission = { ...counting, bodyLimit: 90_000, answer: () => never };
    const { dial } = await open({ budget, admission });
    await dial(`${head(90_000)}${'x'.repeat(90_000)}`);
    await expect.poll(() => [budget.held, vi.getTimerCount()]).toEqual([90_000, 0]);
    const second = await dial(head(20_000, 'expect: 100-continue\r\n'));
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    await second.until(/503[\s\S]*busy$/);
    expect(budget.held).toBe(90_000);
  });

  test('whose sender stops is refused, and released', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { budget, dial } = await open();
    const { until, closed } = await dial(`${head(60 * MIB)}x`);
    await expect.poll(() => [budget.held, vi.getTimerCount()]).toEqual([60 * MIB, 1]);
    await vi.advanceTimersByTimeAsync(20_000);
    await until(/408[\s\S]*connection: close[\s\S]*too-slow$/i);
    await closed();
    expect(budget.held).toBe(0);
  });

  test('whose sender leaves is released', async () => {
    const { budget, dial } = await open();
    const { socket } = await dial(`${head(60 * MIB)}x`);
    await expect.poll(() => budget.held).toBe(60 * MIB);
    socket.destroy();
    await expect.poll(() => budget.held).toBe(0);
  });

  test('that is refused and never ends is not waited for', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { dial } = await open({ admission: said(403) });
    const { closed } = await dial(`${head(50)}x`);
    await expect.poll(() => vi.getTimerCount()).toBe(1);
    await vi.advanceTimersByTimeAsync(20_000);
    await closed();
  });
});

test('200 senders that stop in the middle of 60 MB hold no more than one upload', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { budget, dial } = await open();
  const senders = await Promise.all(
    Array.from({ length: 200 }, () => dial(`${head(60 * MIB)}${'x'.repeat(1000)}`)),
  );
  await expect.poll(() => budget.held).toBe(60 * MIB);
  // A call to another service is answered meanwhile.
  await (await dial(`${head(5)}hello`)).until(/200 OK[\s\S]*5$/);
  await expect.poll(() => vi.getTimerCount()).toBe(200);
  for (let waited = 0; budget.held > 0 && waited < 10; waited++) await vi.advanceTimersByTimeAsync(20_000);
  expect(budget.held).toBe(0);
  for (const { socket } of senders) socket.destroy();
});

describe('a client that is slow with its head', () => {
  const times = { headersTimeout: 1, requestTimeout: 1, connectionsCheckingInterval: 1 };
  test.each(['', 'GET / HTTP/1.1\r\nhost: a'])('%j: is disconnected', async (text) => {
    const { dial } = await open({ times });
    await (await dial(text)).closed();
  });
});

describe('an error that nothing answered', () => {
  const thrown = () => {
    throw new Error('a bug');
  };
  test.each<[where: string, rest: Partial<Listening> & { admission?: Admission }]>([
    ['while the head is judged', { admit: thrown }],
    ['while the body is refused', { admission: { ...counting, bodyLimit: 0, refuse: thrown } }],
    ['while the answer is made', { admission: { ...counting, answer: thrown } }],
    ['while the answer is sent', { admission: { ...said(200), headers: { 'x-a': 'a\r\nb' } } }],
  ])('%s: is told, answered 500, and the server lives', async (_, rest) => {
    const { dial, errors } = await open(rest);
    for (let time = 1; time <= 2; time++) {
      const { until, closed } = await dial(`${head(1)}x`);
      await until(/^HTTP\/1\.1 500/);
      await closed();
      expect(errors).toHaveLength(time);
    }
  });

  test('a sender that leaves before its answer is no error', async () => {
    let answer = (_: WireResponse) => {};
    const late = new Promise<WireResponse>((resolve) => {
      answer = resolve;
    });
    const heads: WireHead[] = [];
    const { dial, errors } = await open({
      admit: async (head) => {
        heads.push(head);
        return { ...counting, answer: () => late };
      },
    });
    const { socket } = await dial(`${head(1)}x`);
    await expect.poll(() => heads).toHaveLength(1);
    socket.resetAndDestroy();
    answer(said(200, 'x'.repeat(1_000_000)));
    await (await dial(`${head(1)}x`)).until(/200 OK/);
    expect(errors).toEqual([]);
  });
});
