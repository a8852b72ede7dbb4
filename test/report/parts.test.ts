import { describe, expect, test } from 'vitest';
import type { PartResult } from '../../src/contract/workshop.ts';
import { closing } from '../../src/report/end-of-command.ts';
import { partLine, partsText } from '../../src/report/parts.ts';

const STYLE = { width: 80, color: false };
const KEY: PartResult = { id: 'key', title: 'key for imported material', status: 'made', is: 'a-b-c' };

describe('a part', () => {
  test.each<[Partial<PartResult>, string]>([
    [{}, 'made: key for imported material (a-b-c)'],
    [{ is: 'arn:aws:kms:::key/a' }, 'made: key for imported material'],
    [{ title: 'alias/a-b-c' }, 'made: alias/a-b-c'],
    [
      { status: 'missing', calls: ['kms:CreateKey'] },
      'to make: key for imported material (a-b-c); by kms:CreateKey',
    ],
    [
      { status: 'left', note: 'it is not the lab’s' },
      'left: key for imported material (a-b-c); it is not the lab’s',
    ],
    [{ status: 'leaving', note: 'soon' }, 'ending: key for imported material (a-b-c); soon'],
  ])('%j', (change, line) => {
    expect(partLine({ ...KEY, ...change })).toBe(line);
  });

  test('has a line of its own in a plan, which is wrapped', () => {
    const text = partsText('What setup would make', [KEY, { ...KEY, note: 'word '.repeat(30) }], STYLE);
    expect(text.split('\n')[0]).toBe('What setup would make');
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true);
  });
});

test.each([
  ['present', true],
  ['made', false],
] as const)('a setup in which everything was %s says that nothing was missing: %s', (status, says) => {
  const summary = {
    type: 'summary',
    schemaVersion: 1,
    command: 'setup',
    target: 'sandbox',
    accountId: '1',
    region: 'us-east-1',
    variant: 'corrected',
    ok: true,
    steps: [],
    checks: [],
    parts: [{ ...KEY, status }],
    calls: 1,
    writes: 0,
    durationMs: 1,
    exitCode: 0,
  } as const;
  expect(closing([summary], STYLE, { told: () => true }).includes('Nothing was missing')).toBe(says);
});
