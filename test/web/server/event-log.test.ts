import { expect, test } from 'vitest';
import type { WebEvent } from '../../../src/web/acts.ts';
import { EventLog } from '../../../src/web/server/events.ts';

const snapshot = (): WebEvent => ({ type: 'snapshot', told: [], requests: [] });
const trouble = (message: string): WebEvent => ({ type: 'trouble', error: { code: 'ERR_AWS', message } });

test('a page that was away for longer than events are kept begins anew', async () => {
  const log = new EventLog({ epoch: 'e', snapshot });
  log.add(trouble('0'));
  for (let at = 1; at <= 1100; at += 1) log.add(trouble(`${at}`));
  const stop = new AbortController();
  const { value } = await log.follow('e.1', stop.signal).next();
  expect(value).toEqual({ id: 'e.1101', data: JSON.stringify(snapshot()) });
  expect((await log.follow('e.1100', stop.signal).next()).value?.data).toContain('"1100"');
});

test('a quiet stream gives a sign of life without an id, and is counted while it is open', async () => {
  const log = new EventLog({ epoch: 'e', snapshot, quiet: 1 });
  const stop = new AbortController();
  const stream = log.follow('e.0', stop.signal);
  expect((await stream.next()).value).toEqual({ data: '{"type":"still-here"}' });
  expect(log.readers).toBe(1);
  stop.abort();
  expect((await stream.next()).done).toBe(true);
  expect(log.readers).toBe(0);
});

test('what comes while a page waits reaches it', async () => {
  const log = new EventLog({ epoch: 'e', snapshot });
  const stream = log.follow('e.0', new AbortController().signal);
  const next = stream.next();
  log.add(trouble('now'));
  expect((await next).value).toEqual({ id: 'e.1', data: JSON.stringify(trouble('now')) });
});
