import { expect, test } from 'vitest';
import type { Drift } from '../../src/contract/resource.ts';
import { driftText } from '../../src/report/drift.ts';
import { interruptedText } from '../../src/report/interrupted.ts';

const saying = (Sid: string) => ({
  Version: '2012-10-17' as const,
  Statement: [{ Sid, Effect: 'Allow' as const, Action: 'kms:*', Resource: '*' }],
});
const STYLE = { width: 80, color: false };
const DRIFT: Drift = {
  resource: 'key-policy',
  title: 'key policy of alias/k',
  arn: 'arn',
  calls: [],
  baseline: saying('AtFirst'),
  after: saying('OfTheLab'),
  before: saying('OfSomebody'),
};

test('a drift has three versions: before the lab, as the lab left it, now', () => {
  const text = driftText([DRIFT], STYLE);
  const [title, first, ...rest] = text.split('\n');
  expect([title, first]).toEqual(['key policy of alias/k', 'before the lab → as the lab left it']);
  const second = rest.indexOf('as the lab left it → now');
  const lines = (part: readonly string[]) =>
    part.filter((line) => /^[+-]/.test(line)).map((line) => line.replace(/\s+/g, ' '));
  expect(lines(rest.slice(0, second))).toEqual(['- "Sid": "AtFirst",', '+ "Sid": "OfTheLab",']);
  expect(lines(rest.slice(second))).toEqual(['- "Sid": "OfTheLab",', '+ "Sid": "OfSomebody",']);
});

test('a resource that the lab had not changed says so', () => {
  expect(driftText([{ ...DRIFT, baseline: DRIFT.after }], STYLE)).toContain(
    'before the lab → as the lab left it\n  the same\n',
  );
});

test('interrupted work comes with what the account shows about the write in progress', () => {
  const text = interruptedText({
    run: '1a2b3c4d',
    startedAt: '2026-01-01T00:00:00.000Z',
    work: { does: 'run', to: 'strip-decrypt', onFailure: 'stop' },
    variant: 'corrected',
    ended: 'killed',
    unknown: [{ change: DRIFT, stands: 'after' }],
  });
  expect(text).toBe(
    '“run --to strip-decrypt” of 2026-01-01T00:00:00.000Z (1a2b3c4d) did not finish. The write to key policy of alias/k was in progress: it was written.',
  );
});
