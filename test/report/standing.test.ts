import { describe, expect, test } from 'vitest';
import type { LabEvent, Standing } from '../../src/contract/event.ts';
import type { Interrupted } from '../../src/contract/work.ts';
import { closing } from '../../src/report/end-of-command.ts';
import { eventLine, nextOf } from '../../src/report/event-line.ts';
import { standingText } from '../../src/report/standing.ts';
import { allChanges, recordedDrift } from './recorded.ts';

const STEPS = ['look', 'edit', 'open', 'end'].map((id) => ({ id, title: `Title of ${id}` }));
const STYLE = { width: 80, color: false };

const WHERE: readonly [string, Standing, readonly string[]][] = [
  [
    'baseline',
    { at: 'baseline', next: 'look', drift: [] },
    ['▸ next', '· not yet', '· not yet', '· not yet'],
  ],
  [
    'in the middle',
    { at: 'after-edit', next: 'open', drift: [] },
    ['✓ done', '✓ done', '▸ next', '· not yet'],
  ],
  [
    'half done',
    { at: 'after-look', halfDone: 'edit', next: 'edit', drift: [] },
    ['✓ done', '◐ half done', '· not yet', '· not yet'],
  ],
  [
    'a check failed',
    { at: 'after-edit', next: 'open', failed: ['edit'], drift: [] },
    ['✓ done', '✗ failed', '▸ next', '· not yet'],
  ],
  [
    'a step failed before it wrote',
    { at: 'after-look', next: 'edit', failed: ['edit'], drift: [] },
    ['✓ done', '✗ failed', '· not yet', '· not yet'],
  ],
  [
    'a step that was undone since',
    { at: 'after-look', next: 'edit', failed: ['end'], drift: [] },
    ['✓ done', '▸ next', '· not yet', '· not yet'],
  ],
  ['the end', { at: 'after-end', drift: [] }, ['✓ done', '✓ done', '✓ done', '✓ done']],
  ['changed by hand', { last: 'after-edit', drift: [] }, ['✓ done', '✓ done', '· not yet', '· not yet']],
];

describe('every step is listed with its number and its state', () => {
  test.each(WHERE)('%s', (_where, standing, states) => {
    const lines = standingText(standing, STEPS, STYLE).split('\n').slice(2, 6);
    expect(lines).toEqual(
      states.map((state, index) => `  ${index + 1} ${state.padEnd(13)}Title of ${STEPS[index]!.id}`),
    );
  });

  test('in 40 columns', () => {
    const text = standingText({ last: 'after-edit', drift: [] }, STEPS, { ...STYLE, width: 40 });
    expect(text).toMatch(/1 ✓ done {7}Title of look/);
    expect(text).toMatch(/changed since\n +after-edit/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

const CUT_OFF: Interrupted = {
  run: '1a2b3c4d',
  startedAt: '2026-01-01T00:00:00.000Z',
  work: { does: 'run', to: 'edit', onFailure: 'stop' },
  variant: 'corrected',
  ended: 'killed',
  unknown: [],
};
const PARTLY: Interrupted = { ...CUT_OFF, work: { does: 'rollback', to: 'baseline' }, ended: 'partly' };
const MISSING = [{ title: 'instance', error: { code: 'ERR_NOT_FOUND', message: 'gone' } as const }];
const NEXT = { at: 'after-look', next: 'edit', drift: [] };

const NEXTS: readonly [string, Standing, Interrupted | undefined, string][] = [
  ['the next step', NEXT, undefined, 'run --to edit'],
  ['a kill', { ...NEXT, halfDone: 'edit' }, CUT_OFF, 'resume'],
  ['a kill, and something is missing', { ...NEXT, missing: MISSING }, CUT_OFF, 'resume'],
  ['a reset that left something', NEXT, PARTLY, 'rollback --to baseline'],
  ['a reset that left what is missing', { ...NEXT, missing: MISSING }, PARTLY, 'doctor'],
  ['something is missing', { ...NEXT, missing: MISSING }, undefined, 'doctor'],
  ['drift', { last: 'after-look', drift: allChanges('corrected').slice(0, 1) }, undefined, 'back'],
  ['a failed check', { ...NEXT, failed: ['look'] }, undefined, 'run --to look'],
  ['the page is done', { at: 'after-end', drift: [] }, undefined, 'reset'],
];

describe('a status ends with one thing to type, and no other', () => {
  test.each(NEXTS)('%s', (_what, standing, interrupted, line) => {
    const [started, , summary] = recordedDrift();
    const events: readonly LabEvent[] = [
      started!,
      ...(interrupted ? [{ type: 'interrupted', ...interrupted } as const] : []),
      {
        type: 'standing',
        ...standing,
        missing: (standing.missing ?? []).map(({ title, error }) => ({ title, error })),
      },
      summary!,
    ];
    const text = closing(events, STYLE, { told: (event) => eventLine(event) !== undefined });
    expect(text.split('\nnext\n')[1]).toMatch(new RegExp(`^ {2}kms-lab ${line}(    .*|\\n {6}.*)?$`));
    expect(events.flatMap(nextOf)).toEqual([]);
    expect(text.match(/kms-lab /g)).toHaveLength(1);
  });
});
