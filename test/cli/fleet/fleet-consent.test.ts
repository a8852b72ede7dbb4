import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { fleetConsent } from '../../../src/cli/fleet/fleet-consent.ts';
import { fakeStreams } from '../streams.ts';

const consentOf = (stdin: PassThrough & { isTTY: boolean }, yes = false) =>
  fleetConsent(
    {
      words: ['fleet', 'reset', '--accounts', 'org:'],
      options: { target: 'aws', yes, json: false },
      streams: { ...fakeStreams({ isTTY: true }), stdin },
      signal: new AbortController().signal,
    } as unknown as Parameters<typeof fleetConsent>[0],
    undefined,
  );

/** What another program pipes into the command. */
function piped(text: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: false });
  stdin.end(text);
  return stdin;
}

test.each(['y\n', 'yes\n', '12\n'])(
  '%j that is piped into a fleet of real accounts is no consent',
  (text) => {
    const stdin = piped(text);
    expect(() => consentOf(stdin)).toThrow(expect.objectContaining({ code: 'ERR_CONSENT' }));
    expect(() => consentOf(stdin, true)).toThrow(expect.objectContaining({ code: 'ERR_CONSENT' }));
    expect(stdin.read()?.toString()).toBe(text);
  },
);

test('at a terminal, a person is asked', () => {
  expect(consentOf(Object.assign(new PassThrough(), { isTTY: true }))).toBe('ask');
});
