import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LabEvent } from '../../src/contract/event.ts';
import type { Work } from '../../src/contract/work.ts';
import { readJournal } from '../../src/engine/index.ts';
import { tellStory } from '../../src/report/build-report-model.ts';
import { FORMATS, type FormatName } from '../../src/report/formats.ts';
import { lastMatrices } from '../../src/report/last-matrices.ts';
import { tookText, verdictOf } from '../../src/report/report-words.ts';
import { pipeline } from '../../steps/index.ts';
import { journalOf, RUN, storyOf } from './journal.ts';
import { FAILED, PASSED, recordedRun } from './recorded.ts';

const WHOLE = recordedRun();
const [started] = WHOLE as [LabEvent, ...LabEvent[]];
const summary = WHOLE.at(-1)!;
const IDS = pipeline.stages.map(({ step }) => step.id);

/** A command of a walk: its events about a step, and how it ended. */
const part = (events: readonly LabEvent[], exitCode = 0, error?: object): readonly LabEvent[] => [
  started.type === 'run-started' ? { ...started, command: 'step' } : started,
  ...events,
  { ...summary, command: 'step', ok: exitCode === 0, exitCode, ...(error ? { error } : {}) } as LabEvent,
];
const setOut = (work: Work): LabEvent => ({ type: 'set-out', work });
const named = (event: LabEvent) =>
  'step' in event && typeof event.step === 'object' ? event.step.id : undefined;
/** The engine's events of a step that succeeds. */
const eventsOf = (id: string): readonly LabEvent[] =>
  WHOLE.filter((event) => ('step' in event && event.step === id) || named(event) === id);

const solved = (id: string) => part([setOut({ does: 'solve', step: id }), ...eventsOf(id)]);
const byHand = (id: string) => part(eventsOf(id));
const hinted = (id: string, says = 'Nothing has changed yet.') =>
  part(
    [
      ...eventsOf(id).filter(({ type }) => type === 'step-started' || type === 'change-planned'),
      { type: 'hint', step: id, hint: { id: 'nothing-changed', says, do: 'Save it.' } },
      { type: 'step-settled', step: id, status: 'skipped' },
    ],
    4,
  );
const failed = (id: string) =>
  part(
    [
      setOut({ does: 'solve', step: id }),
      ...eventsOf(id).map(
        (event): LabEvent =>
          event.type === 'check-settled'
            ? { ...event, verdict: FAILED }
            : event.type === 'step-settled'
              ? { ...event, status: 'failed' }
              : event,
      ),
    ],
    3,
  );
const went = (work: Work) => part([setOut(work)]);
const begun = (at: string) => part([{ type: 'standing', at, drift: [] }]);

const walk = (...parts: readonly (readonly LabEvent[])[]) =>
  storyOf(parts.flat(), { run: { ...RUN, command: 'step' } });
const statuses = (story: ReturnType<typeof walk>) => story.steps.map(({ status }) => status);
const [one = '', two = '', three = ''] = IDS;

describe('a walk has one chapter per step, in the order of the page', () => {
  test.each<[string, ReturnType<typeof walk>, readonly string[], object]>([
    [
      'done to the end, by kms-lab and by hand',
      walk(...IDS.map((id, index) => (index % 2 ? byHand(id) : solved(id)))),
      IDS.map(() => 'applied'),
      { tone: 'good', word: 'Done', text: '7 of 7 steps done; 7 of 7 checks passed.' },
    ],
    [
      'left early',
      walk(begun('baseline'), solved(one), solved(two)),
      ['applied', 'applied', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'open', word: 'Partly done', text: '2 of 7 steps done; 2 of 2 checks passed.' },
    ],
    [
      'left with a step half done',
      walk(solved(one), hinted(two), hinted(two)),
      ['applied', 'skipped', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'open', word: 'Partly done', text: expect.stringContaining('1 of 7 steps done') },
    ],
    [
      'left with a step that failed',
      walk(solved(one), failed(two)),
      ['applied', 'failed', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'bad', word: 'Failed', text: expect.stringContaining('1 check failed in “Take kms:Decrypt') },
    ],
    [
      'left after a failure, though the last command went well',
      walk(failed(two), begun('after-show-key-policy')),
      ['unchanged', 'failed', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'bad', word: 'Failed' },
    ],
    [
      'in which a check failed, and then passed',
      walk(...IDS.map((id) => (id === two ? [...failed(id), ...byHand(id)] : solved(id)))),
      IDS.map(() => 'applied'),
      { tone: 'good', word: 'Done', text: '7 of 7 steps done; 7 of 7 checks passed.' },
    ],
    [
      'of another day, from where the account was',
      walk(begun('after-strip-decrypt'), solved(three)),
      ['unchanged', 'unchanged', 'applied', ...IDS.slice(3).map(() => 'not-reached')],
      { tone: 'open', text: expect.stringContaining('3 of 7 steps done') },
    ],
    [
      'with a step taken back',
      walk(solved(one), solved(two), went({ does: 'back', to: 'after-show-key-policy' })),
      ['applied', 'undone', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'open', text: expect.stringContaining('1 of 7 steps done') },
    ],
    [
      'with a step taken back and done again',
      walk(solved(one), solved(two), went({ does: 'back', to: 'after-show-key-policy' }), byHand(two)),
      ['applied', 'applied', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'open', text: expect.stringContaining('2 of 7 steps done') },
    ],
    [
      'with a jump ahead, which puts the steps before it in place',
      walk(solved(one), went({ does: 'goto', step: IDS[4]! })),
      ['applied', ...IDS.slice(1, 4).map(() => 'unchanged'), ...IDS.slice(4).map(() => 'not-reached')],
      { tone: 'open', text: expect.stringContaining('4 of 7 steps done') },
    ],
    [
      'reset at its end',
      walk(solved(one), solved(two), went({ does: 'reset' })),
      ['undone', 'undone', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'open', word: 'Partly done', text: expect.stringContaining('0 of 7 steps done') },
    ],
    [
      'that solves an earlier step, which undoes the later ones',
      walk(solved(one), solved(two), solved(three), solved(two)),
      ['applied', 'applied', 'undone', ...IDS.slice(3).map(() => 'not-reached')],
      { tone: 'open', text: expect.stringContaining('2 of 7 steps done') },
    ],
    [
      'stopped with Ctrl-C',
      walk(
        solved(one),
        part([], 130, { code: 'ERR_INTERRUPTED', message: 'Stopped. No write was in progress.' }),
      ),
      ['applied', ...IDS.slice(1).map(() => 'not-reached')],
      {
        tone: 'bad',
        word: 'Interrupted',
        text: expect.stringMatching(/^Stopped\. No write was in progress\. 1 of 7/),
      },
    ],
    [
      'killed',
      walk(solved(one), solved(two).slice(0, -2)),
      ['applied', 'unfinished', ...IDS.slice(2).map(() => 'not-reached')],
      { tone: 'bad', word: 'No ending' },
    ],
  ])('%s', (_, story, expected, verdict) => {
    expect(story.steps.map(({ id }) => id)).toEqual(IDS);
    expect(statuses(story)).toEqual(expected);
    expect(verdictOf(story)).toMatchObject(verdict);
    if (expected.some((status) => status === 'failed')) expect(verdictOf(story).word).not.toBe('Done');
  });
});

describe('a command that is about no step says what it changed', () => {
  const changes = eventsOf(IDS[1]!).flatMap((event) =>
    event.type === 'change-applied' ? [{ type: event.type, change: event.change } as LabEvent] : [],
  );
  const titles = changes.flatMap((event) => (event.type === 'change-applied' ? [event.change.title] : []));
  test.each([
    ['an edit', changes, `Changed: ${titles.join(', ')}.`],
    ['an edit of what was there already', [], 'Nothing was changed.'],
  ])('%s', (_what, events, text) => {
    expect(titles).toHaveLength(1);
    expect(verdictOf(storyOf(part(events)))).toMatchObject({ tone: 'good', word: 'Done', text });
  });
});

describe('check and hint', () => {
  const HINT = {
    id: 'x',
    nudge: 'Look at the default version.',
    says: 'v2 is not the default.',
    do: 'Make it so.',
  };
  const next = [{ run: ['status'] }];
  const hintAt = (step: string, grade?: 1 | 2 | 3) =>
    part([{ type: 'hint', step, hint: { ...HINT, next }, ...(grade ? { grade } : {}) }]);
  const checked = (step: string) =>
    part(
      [
        { type: 'step-started', step: { id: step, title: step } },
        { type: 'condition', step, condition: { id: 'a', title: 'The policy is attached' }, met: true },
        {
          type: 'condition',
          step,
          condition: { id: 'b', title: 'It is right' },
          met: false,
          observed: 'v1 is not',
        },
        { type: 'step-settled', step, status: 'incomplete' },
      ],
      4,
    );
  const story = walk(solved(one), hintAt(two, 1), hintAt(two, 2), checked(two), hintAt(two, 3), hintAt(two));

  test('are inside their step, a hint as far as it was shown', () => {
    expect(story.steps).toHaveLength(7);
    expect(
      story.steps[1]?.attempts.map(({ status, hints }) => [status, hints.map(({ text }) => text)]),
    ).toEqual([
      ['hinted', [HINT.nudge]],
      ['hinted', [HINT.says]],
      ['incomplete', []],
      ['hinted', ['v2 is not the default. Make it so.']],
      ['hinted', ['v2 is not the default. Make it so.']],
    ]);
    expect(
      story.steps[1]?.attempts.flatMap(({ hints }) => hints.map((hint) => hint.next !== undefined)),
    ).toEqual([false, false, true, true]);
  });

  test('leave the step undone, and nothing else', () => {
    expect(statuses(story)).toEqual(['applied', 'incomplete', ...IDS.slice(2).map(() => 'not-reached')]);
    expect(statuses(walk(solved(one), hintAt(two, 1)))[1]).toBe('incomplete');
    expect(statuses(walk(solved(one), hintAt(one, 1)))[0]).toBe('applied');
    expect(verdictOf(walk(solved(one), checked(two)))).toMatchObject({ tone: 'open', word: 'Partly done' });
  });

  test.each<[FormatName, RegExp]>([
    ['html', /by hand, not done yet; 1 of 2 conditions met<\/p>[\s\S]*✗ It is right: v1 is not</],
    ['md', /by hand, not done yet; 1 of 2 conditions met\n {3}- ✗ It is right: v1 is not$/m],
    ['junit', /a hint\n?[\s\S]*by hand, not done yet; 1 of 2 conditions met/],
  ])('as %s', async (format, pattern) => {
    expect(await FORMATS[format].write(story)).toMatch(pattern);
  });

  test('alone take no time', () => {
    expect(tookText(walk(hintAt(one, 3)).steps[0]!)).toBeUndefined();
    expect(tookText(walk(hintAt(one, 3), checked(one)).steps[0]!)).toMatch(/ s$/);
  });
});

describe('a chapter', () => {
  const story = walk(
    solved(one),
    hinted(two),
    hinted(two, 'v2 is not the default.'),
    failed(two),
    byHand(two),
  );
  const chapter = story.steps[1]!;

  test('has every attempt in order, with its hints', () => {
    expect(
      chapter.attempts.map(({ by, status, hints }) => [by, status, hints.map(({ text }) => text)]),
    ).toEqual([
      ['hand', 'skipped', ['Nothing has changed yet. Save it.']],
      ['hand', 'skipped', ['v2 is not the default. Save it.']],
      ['kms-lab', 'failed', []],
      ['hand', 'applied', []],
    ]);
    const times = chapter.attempts.flatMap(({ from, to }) => [from, to]);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('has the checks and the matrix of the last one, and each change once', () => {
    expect(chapter.checks.map(({ status }) => status)).toEqual([PASSED.status]);
    expect(chapter.changes.map(({ title, applied }) => [title, applied])).toEqual([
      ['policy KMSWorkshop-AdditionalPermissions', true],
    ]);
    expect(chapter.matrix?.cells.filter(({ was }) => was)).toMatchObject([
      { principal: 'instance-role', action: 'kms:Decrypt', was: 'allowed' },
    ]);
  });

  test('says what it waited for', () => {
    const waited = walk(
      solved(one),
      byHand(two).map(
        (event): LabEvent => (event.type === 'step-settled' ? { ...event, waitedMs: 12_400 } : event),
      ),
    );
    expect(waited.steps[1]?.attempts).toMatchObject([{ waitedMs: 12_400 }]);
  });

  test.each<[FormatName, readonly RegExp[]]>([
    [
      'html',
      [
        /What was tried<\/h3>/,
        /by hand, not done/,
        /hint: v2 is not the default\. Save it\./,
        /by kms-lab, failed; 1 check failed/,
      ],
    ],
    [
      'md',
      [
        /^1\. .*by hand, not done$/m,
        /hint at .*: v2 is not the default\. Save it\.$/m,
        /^1\. .*by kms-lab, failed; 1 check failed$/m,
      ],
    ],
    [
      'junit',
      [/by hand, not done/, /hint: v2 is not the default\. Save it\./, /tests="\d+" failures="0" errors="0"/],
    ],
    ['json', [/"by": "hand"/]],
  ])('as %s', async (format, patterns) => {
    const text = await FORMATS[format].write(story);
    for (const pattern of patterns) expect(text).toMatch(pattern);
    expect(text.match(/<h2 id="step-\d+-title">/g) ?? Array(7)).toHaveLength(7);
  });
});

test('a command of a walk that was refused before its step is beside the steps', () => {
  const refused = part([], 3, { code: 'ERR_PREDICTED', message: 'It would fail.' });
  expect(walk(solved(one), refused, solved(two)).aside.notes).toEqual(['It would fail.']);
});

describe('an earlier run’s matrix', () => {
  const known = lastMatrices(journalOf(WHOLE));
  const later = part([{ type: 'standing', at: 'after-start-web-app', drift: [] }, ...eventsOf(IDS[3]!)]);
  const story = storyOf(later, {}, { known });

  test('is shown for the steps that are in place, and later ones are compared with it', () => {
    expect(story.steps.map(({ lastKnown }) => lastKnown?.run)).toEqual([RUN.id, RUN.id, RUN.id, ...Array(4)]);
    expect(story.steps[3]?.matrix?.cells.filter(({ was }) => was)).toEqual([]);
  });

  test.each<[FormatName, RegExp]>([
    [
      'html',
      /<small>✓ already in place, as run 1a2b3c4d of 24 November[^<]*<\/small>\s*<table class="mini stale">/,
    ],
    ['md', /\*\*Who may do what with the key\*\*, as run 1a2b3c4d of 24 November/],
  ])('as %s', async (format, pattern) => {
    expect(await FORMATS[format].write(story)).toMatch(pattern);
  });
});

describe('a journal of kms-lab 0.1.0', () => {
  // A walk by the keys d h h h d q, as it was recorded.
  const recorded = gunzipSync(readFileSync(join(import.meta.dirname, 'fixtures/walk-of-0.1.0.ndjson.gz')));
  const read = (text: string | Buffer) => {
    const path = join(mkdtempSync(join(tmpdir(), 'kms-lab-walk-')), 'walk.ndjson');
    writeFileSync(path, text);
    return readJournal({ ...RUN, command: 'step', startedAt: '2026-11-28T23:15:18.968Z', path });
  };
  const tell = async (text: string | Buffer) =>
    tellStory(await read(text), { faces: pipeline.stages.map(({ step }) => step) });

  test('is read without errors, and has seven chapters', async () => {
    const story = await tell(recorded);
    expect(story.damage).toEqual([]);
    expect(statuses(story)).toEqual(['applied', 'applied', ...IDS.slice(2).map(() => 'not-reached')]);
    expect(story.steps[1]?.attempts.map(({ by, hints }) => [by, hints.length])).toEqual([
      ['hand', 1],
      ['hand', 1],
      ['hand', 1],
      ['kms-lab', 0],
    ]);
    expect(verdictOf(story)).toMatchObject({
      tone: 'open',
      word: 'Partly done',
      text: expect.stringContaining('2 of 7 steps done'),
    });
  });

  test('that was cut off is reported as far as it goes', async () => {
    const story = await tell(recorded.subarray(0, recorded.length / 2));
    expect(story.damage).toMatchObject([{ why: 'it is cut off' }]);
    expect(story.steps).toHaveLength(7);
    expect(verdictOf(story).word).toBe('No ending');
  });

  test('that holds a command on another account leaves that out, and says so', async () => {
    const foreign = recorded.toString().replaceAll('111122223333', '444455556666');
    const story = await tell(`${recorded}${foreign}`);
    const lines = recorded.toString().trimEnd().split('\n');
    const starts = lines.flatMap((line, index) => (line.includes('"run-started"') ? [index] : []));
    expect(story.damage).toEqual(
      starts.map((index) => ({
        line: lines.length + index + 1,
        why: 'this command was run on account 444455556666',
      })),
    );
    expect(story.steps[1]?.attempts).toHaveLength(4);
  });
});
