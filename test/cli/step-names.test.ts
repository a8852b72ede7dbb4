import { afterEach, describe, expect, test, vi } from 'vitest';
import { kmsLab } from '../../src/cli/cli.ts';
import { COMMANDS } from '../../src/cli/commands/index.ts';
import { flagOf } from '../../src/cli/options.ts';
import { fakeStreams } from './streams.ts';

/** Every place of a command line where a step can be named. */
const PLACES = COMMANDS.flatMap((command) => {
  const { name, takes = [], options = [] } = command;
  const words = name.split(' ');
  return [
    ...takes
      .filter(({ namesStep }) => namesStep)
      .map((one) => ({ where: name, command, key: one.name, line: (step: string) => [...words, step] })),
    ...options
      .filter(({ namesStep }) => namesStep)
      .map((row) => ({
        where: `${name} ${flagOf(row)}`,
        ...{ command, key: row.key, line: (step: string) => [...words, flagOf(row), step] },
      })),
  ];
});

afterEach(() => void vi.restoreAllMocks());

/** Types the line, and returns the input of the command, which itself does nothing. */
async function typed({ command, key, line }: (typeof PLACES)[number], step: string) {
  const act = vi.spyOn(command, 'act').mockResolvedValue(0);
  const streams = fakeStreams({ env: { KMS_LAB_STATE_DIR: '/nowhere' } });
  const exitCode = await kmsLab(line(step), streams, new AbortController().signal);
  return { exitCode, given: act.mock.calls[0]?.[0].given[key], stderr: streams.stderr.text };
}

test('are accepted by the commands that go by steps', () => {
  expect(PLACES.map(({ where }) => where)).toEqual(
    expect.arrayContaining(['goto', 'solve', 'check', 'hint', 'explain', 'run --only', 'plan --to']),
  );
});

describe.each(PLACES)('$where', (place) => {
  test.each(['3', '03', ' 3', '3 ', 'start-web-app'])('%j is the third step', async (step) => {
    expect(await typed(place, step)).toEqual({ exitCode: 0, given: 'start-web-app', stderr: '' });
  });

  test.each(['0', '8', 'three', '', '3.0', '0x3'])(
    'there is no step %j, and the message lists the steps',
    async (step) => {
      const { exitCode, given, stderr } = await typed(place, step);
      expect({ exitCode, given }).toEqual({ exitCode: 2, given: undefined });
      expect(stderr.replace(/\s+/g, ' ')).toMatch(
        /ERR_UNKNOWN_NAME: There is no step .* There are show-key-policy \(1\), .*, key-policy-mfa \(7\)/,
      );
    },
  );
});
