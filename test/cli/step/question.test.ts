import { describe, expect, test } from 'vitest';
import {
  footerOf,
  OPENED,
  type Press,
  type QuestionState,
  react,
  viewOf,
} from '../../../src/cli/step/question.ts';
import { choicesOf, type WalkPosition } from '../../../src/report/walk-position.ts';
import { PIPELINE } from '../../engine/fake-account.ts';

const steps = PIPELINE.stages.map(({ step }) => step);
const place: WalkPosition = { steps, done: 1, shown: 1, account: 'as left', failed: [] };
const view = { title: 'Step 2 of 4: Strip', body: () => 'why' };
const page = { view, choices: choicesOf(place) };
const other = { view, choices: choicesOf(place, 'other'), enter: 'page' as const };

const letter = (sequence: string): Press => ({ sequence, name: sequence });
const ENTER: Press = { name: 'return', sequence: '\r' };
const SPACE: Press = { name: 'space', sequence: ' ' };
const ESCAPE: Press = { name: 'escape', sequence: '\u001B' };
const LISTING: QuestionState = { ...OPENED, listing: true };

describe('a key', () => {
  test.each([
    ['a letter answers at once', page, OPENED, letter('d'), 1, { answer: 'do' }],
    ['so does a capital one', page, OPENED, letter('D'), 1, { answer: 'do' }],
    ['? lists all keys', page, OPENED, letter('?'), 1, { asked: LISTING }],
    ['and takes the list away', page, LISTING, letter('?'), 1, { asked: OPENED }],
    ['a letter answers from the list too', page, LISTING, letter('q'), 1, { answer: 'quit' }],
    ['Escape closes the list', page, LISTING, ESCAPE, 1, { asked: OPENED }],
    ['Enter closes it too', page, LISTING, ENTER, 1, { asked: OPENED }],
    ['Space turns a page', page, OPENED, SPACE, 3, { asked: { ...OPENED, page: 1 } }],
    ['so does Enter', page, OPENED, ENTER, 3, { asked: { ...OPENED, page: 1 } }],
    ['at the last page Enter lists the keys', page, { ...OPENED, page: 2 }, ENTER, 3, { asked: LISTING }],
    ['or does what it is said to do', other, { ...OPENED, page: 2 }, ENTER, 3, { answer: 'page' }],
    [
      'a page can be turned back',
      page,
      { ...OPENED, page: 2 },
      { name: 'pageup', sequence: '\u001B[5~' },
      3,
      { asked: { ...OPENED, page: 1 } },
    ],
    [
      'one that means nothing says so',
      page,
      OPENED,
      letter('x'),
      1,
      { asked: { ...OPENED, note: 'No choice here has the key “x”.' } },
    ],
    ['an arrow says nothing', page, OPENED, { name: 'up', sequence: '\u001B[A' }, 1, { asked: OPENED }],
  ] as const)('%s', (_what, question, asked, press, pages, expected) => {
    expect(react<string>(question, asked, press, pages)).toEqual(expected);
  });
});

describe('the one line of keys', () => {
  const line = (width: number, pages = 1, question: typeof page | typeof other = page) =>
    footerOf(question, OPENED, { width, color: false })(0, pages).at(-1);

  test.each([
    [
      120,
      'd do  i myself  c check  h hint  g guide  f diff  m matrix  q quit  b back  s skip  l steps  ? all keys',
    ],
    [80, 'd do  i myself  c check  h hint  g guide  f diff  m matrix  q quit  ? all keys'],
    [60, 'd do  i myself  c check  h hint  g guide  ? all keys'],
    [30, 'd do  i myself  ? all keys'],
  ])('of %i columns has the most important ones', (width, expected) => {
    expect(line(width)).toBe(expected);
  });

  test('says first that there is more to read', () => {
    expect(line(80, 3)).toMatch(/^Space more \(1\/3\) {2}d do /);
  });

  test('has what the instructor said above it', () => {
    const news = { lines: ['The instructor, at 14:02: Five minutes.'], heed: () => () => {} };
    const lines = footerOf({ ...page, news }, OPENED, { width: 30, color: false })(0, 1);
    expect(lines).toEqual(['The instructor, at 14:02: Five', 'minutes.', line(30)]);
  });

  test('says what Enter does', () => {
    expect(line(80, 1, other)).toMatch(/^Enter page {2}d do /);
  });
});

test('the list of all keys says what each does, below the same title', () => {
  const { title, body } = viewOf(page, LISTING);
  expect(title).toBe(view.title);
  for (const { key, name, means } of page.choices) {
    const text = body({ width: 80, color: false }).replace(/\s+/g, ' ');
    expect(text).toContain(`${key} ${name} ${means}`);
  }
});
