import { describe, expect, test } from 'vitest';
import type { Checkpoint } from '../../src/contract/checkpoint.ts';
import { checkpointDiff, checkpointList, checkpointText } from '../../src/report/checkpoints.ts';
import { checkText, checkTexts } from '../../src/report/checks.ts';
import { errorText } from '../../src/report/error.ts';
import { eventLine } from '../../src/report/event-line.ts';
import { sandboxText } from '../../src/report/sandbox.ts';
import type { Style } from '../../src/report/style.ts';
import { allChanges, FACTS, FAILED, PASSED, places, recordedRun } from './recorded.ts';

const checkpoint = (index: number): Checkpoint => ({
  version: 1,
  id: places('corrected')[index]?.id ?? '',
  kind: index === 0 ? 'baseline' : 'step',
  takenAt: '2026-03-01T12:34:56.789Z',
  facts: FACTS,
  variant: 'corrected',
  documents: places('corrected')[index]?.documents ?? {},
});

const CHECKPOINTS = places('corrected').map((_, index) => checkpoint(index));

const ERROR = {
  code: 'ERR_LOCK_OUT',
  message: 'With this key policy the operator could not write the key policy back: a Deny beats every Allow.',
  cause:
    'MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future.',
  hint: 'kms-lab run --variant corrected leaves a way back',
  stack: 'LabError: …\n    at guard',
} as const;

const TEXTS: Readonly<Record<string, (style: Style) => string>> = {
  'checkpoint list': (style) => checkpointList(CHECKPOINTS, style),
  'checkpoint show': (style) => checkpointText(checkpoint(7), style),
  'checkpoint diff': (style) =>
    checkpointDiff('baseline', 'after-key-policy-mfa', allChanges('corrected'), style),
  'a check that passed': (style) =>
    checkText({ title: 'The instance role can encrypt', verdict: PASSED }, style),
  'a check that failed': (style) =>
    checkText({ title: 'The instance role cannot decrypt', verdict: FAILED }, style),
  'an error': (style) => errorText(ERROR, style),
  sandbox: (style) =>
    sandboxText(
      {
        region: 'us-east-1',
        accounts: [{ id: FACTS.accountId, users: ['operator', 'another-admin'] }],
        stateFolder: '/home/somebody/.local/state/kms-lab/sandbox/world',
        gaps: [
          {
            service: 'web app',
            here: 'It answers on loopback.',
            aws: 'It answers on the public address of the instance.',
          },
        ],
      },
      style,
    ),
};

describe.each(Object.entries(TEXTS))('%s', (_name, text) => {
  test.each([80, 60])('fits into %i columns', (width) => {
    const lines = text({ width, color: false }).split('\n');
    expect(lines.filter((line) => line.length > width && !/^\s*\(?https?:\/\/\S+$/.test(line))).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
  });
});

describe('an error', () => {
  const style = { width: 80, color: false };

  test('says what happened, why, and what to type next', () => {
    expect(errorText(ERROR, style)).toMatch(
      /^error ERR_LOCK_OUT: With this key policy .*\nwhy +Malformed.*\nnext +kms-lab run --variant corrected/s,
    );
  });

  test('shows its stack when asked', () => {
    expect(errorText(ERROR, style)).not.toContain('at guard');
    expect(errorText(ERROR, style, { verbose: true })).toContain('\n    at guard');
  });
});

describe('a plain line', () => {
  test('is one line without control characters, for every event', () => {
    const lines = recordedRun('corrected', 'key-policy-mfa')
      .map(eventLine)
      .filter((line) => line !== undefined);
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(line).toMatch(/^[^\p{Cc}]+$/u);
  });

  test('has no escape sequence from an account’s names', () => {
    const check = { id: 'c', title: 'evil\u001B[2J\u202Ename\r\nsecond' };
    expect(eventLine({ type: 'check-settled', check, verdict: PASSED, looks: 3 })).toBe(
      '  check passed (observed after 3 looks): evil\uFFFD[2J\uFFFDname second',
    );
  });
});

test('what kept several checks from being seen is said once', () => {
  const unseen = (title: string, observed: string) =>
    ({ title, verdict: { status: 'skipped', expected: title, observed, evidence: 'observed' } }) as const;
  const texts = checkTexts(
    [
      unseen('It can encrypt', 'There is no role.'),
      { title: 'It is as it was', verdict: FAILED },
      unseen('It can decrypt', 'There is no role.'),
      unseen('It answers', 'Nothing listens.'),
    ],
    { width: 80, color: false },
  );
  expect(texts).toHaveLength(3);
  expect(texts[0]).toBe('– It can encrypt\n– It can decrypt\n  observed   There is no role.');
});
