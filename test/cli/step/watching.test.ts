import { describe, expect, test } from 'vitest';
import { footerOfJob, viewOfJob } from '../../../src/cli/step/job-view.ts';
import type { Job } from '../../../src/cli/step/scene.ts';
import { sentence } from '../../../src/cli/step/view.ts';
import { watchedText, watching } from '../../../src/cli/step/watching.ts';
import type { LabEvent } from '../../../src/contract/event.ts';

const style = { width: 200, color: false };
const LOOKED: LabEvent = { type: 'waiting', what: 'your change', elapsedMs: 0 };
const hinted = (id: string): LabEvent => ({
  type: 'hint',
  step: 'strip',
  hint: { id, nudge: `Look at ${id}.`, says: `${id} is wrong.`, do: `Mend ${id}.` },
});
const CHECKED: LabEvent = { type: 'waiting', what: 'the checks to pass', elapsedMs: 0 };
const SHOWN = { task: sentence('To do'), guide: () => sentence('How to do it') };

/** Plays events and keys, and returns the paragraphs that are then on the screen below the status. */
function shownAfter(...played: readonly (LabEvent | 'h' | 'g')[]): readonly string[] {
  const job: Job = watching('Strip', SHOWN, async () => undefined);
  const events: LabEvent[] = [];
  const shows = () => viewOfJob(job, { events, seconds: 0 }).body(style);
  for (const one of played) {
    if (typeof one === 'string') job.keys?.find(({ key }) => key === one)?.pressed();
    else events.push(one);
    // The screen is drawn after each.
    shows();
  }
  return shows().split('\n\n').slice(1);
}

test('what the instructor said is above the keys', () => {
  const news = { lines: ['Five minutes left.'], heed: () => () => {} };
  const footer = footerOfJob({ ...watching('Strip', SHOWN, async () => undefined), news }, style);
  expect(footer(0, 1)).toEqual(['Five minutes left.', 'h hint  g guide  Ctrl-C stop']);
});

test('the keys are on the screen, with how to read on if the text continues', () => {
  const footer = footerOfJob(
    watching('Strip', SHOWN, async () => undefined),
    style,
  );
  expect(footer(0, 1)).toEqual(['h hint  g guide  Ctrl-C stop']);
  expect(footer(0, 2)).toEqual(['Space more (1/2)  h hint  g guide  Ctrl-C stop']);
  const narrow = footerOfJob(
    watching('Strip', SHOWN, async () => undefined),
    { ...style, width: 40 },
  );
  expect(narrow(0, 2)).toEqual(['Space more (1/2)  h hint  Ctrl-C stop']);
});

describe('what is on the screen', () => {
  const NUDGE = ['To do', 'hint  Look at key.', 'Press h again to see what is different.'];
  test.each([
    ['at first, what to do', [], ['To do']],
    ['a hint as it comes', [LOOKED, hinted('key')], NUDGE],
    ['more of it', [hinted('key'), 'h'], ['To do', 'hint  key is wrong.', 'Press h again for the answer.']],
    ['another hint from its beginning', [hinted('role'), 'h', 'h', hinted('key')], NUDGE],
    ['the guide', [LOOKED, 'g'], ['How to do it']],
    ['and the hint again', [hinted('key'), 'g', 'g'], NUDGE],
    [
      'the guide, and that there is a hint',
      [hinted('key'), 'g'],
      ['There is a hint: press h.', 'How to do it'],
    ],
    ['that hint, no further than it was told', [hinted('key'), 'g', 'h'], NUDGE],
    ['no hint any more once the change is there', [hinted('key'), CHECKED], ['To do']],
  ] as const)('%s', (_what, played, paragraphs) => {
    expect(shownAfter(...played)).toEqual(paragraphs);
  });
});

describe('h always says something that is true', () => {
  test.each([
    ['before the first look', [], 'kms-lab is still reading the account.'],
    [
      'where nothing was done',
      [LOOKED],
      'kms-lab has seen no change of yours yet. Press g to see how to do the step.',
    ],
    ['where all is done', [LOOKED, hinted('key'), CHECKED], 'No hint is needed: your change is there.'],
  ] as const)('%s', (_when, events, says) => {
    expect(shownAfter(...events, 'h')).toEqual(['To do', says]);
    expect(shownAfter(...events, 'g', 'h')).toEqual(['To do', says]);
  });

  test('and is replaced by a hint', () => {
    expect(shownAfter(LOOKED, 'h', hinted('key'))[1]).toBe('hint  Look at key.');
  });
});

describe('a hint goes on where it was', () => {
  const KEY = { id: 'key', says: 'key is wrong.' };
  const last = { hint: KEY, grade: 2 } as const;
  const EVENTS = [LOOKED, hinted('key')];
  const drawn = (job: Job) => viewOfJob(job, { events: EVENTS, seconds: 0 }).body(style);

  test('when watching begins', () => {
    expect(drawn(watching('Strip', SHOWN, async () => undefined, last))).toContain(KEY.says);
    const other = { hint: { ...KEY, says: 'other' }, grade: 2 } as const;
    expect(drawn(watching('Strip', SHOWN, async () => undefined, other))).not.toContain(KEY.says);
  });

  test('when watching ends', () => {
    const job = watching('Strip', SHOWN, async () => undefined);
    drawn(job);
    job.keys?.find(({ key }) => key === 'h')?.pressed();
    drawn(job);
    const given = job.given();
    expect(given).toMatchObject(last);
    expect(watchedText(given)(EVENTS, undefined)(style)).toContain(KEY.says);
    expect(watchedText(undefined)(EVENTS, undefined)(style)).not.toContain(KEY.says);
  });
});
