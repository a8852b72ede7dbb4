import { describe, expect, test } from 'vitest';
import { roomCsv } from '../../../src/fleet/report/csv.ts';
import { roomHtml } from '../../../src/fleet/report/html.ts';
import { roomJunit } from '../../../src/fleet/report/junit.ts';
import { leftInAll, roomReport } from '../../../src/fleet/report/room-report.ts';
import type { SeatRecord } from '../../../src/fleet/seat-record.ts';
import { pipeline } from '../../../steps/index.ts';
import {
  AGREED,
  begunWith,
  endedAs,
  failedPlan,
  journalOf,
  plannedAs,
  provenSame,
  recordOf,
  seatAccount,
  seatsOf,
} from '../rooms.ts';

const STEPS = pipeline.stages.map(({ step: { id, title } }) => ({ id, title }));

interface Given {
  readonly work?: Readonly<Record<string, string>>;
  readonly records?: readonly SeatRecord[];
  readonly names?: boolean;
  readonly seats?: ReturnType<typeof seatsOf>;
}

/** Four accounts: done, nothing to change, failed in its plan, failed in its run. */
function reportOf({
  work = { does: 'run', target: 'sandbox' },
  records = [],
  names = true,
  seats = seatsOf(4),
}: Given = {}) {
  const [one, two, three, four] = seats.map(({ account }) => account) as [string, string, string, string];
  const entries = journalOf([
    begunWith(seats, work),
    plannedAs(one, 'a'),
    plannedAs(two, ''),
    failedPlan(three, `The role "Lab" of account ${three} cannot be assumed.`),
    plannedAs(four, 'a'),
    AGREED,
    endedAs(one),
    provenSame(two),
    endedAs(four, 'The key is disabled.'),
  ]);
  return roomReport({
    entries,
    records: new Map(records.map((record) => [record.account, record])),
    seats,
    steps: STEPS,
    names,
  });
}

describe('the report of a room', () => {
  test('has a row for each account, in the order of the roster', () => {
    const { rows, does, durationMs } = reportOf({ records: [recordOf(seatAccount(1))] });
    expect(does).toBe('run');
    expect(durationMs).toBe(8000);
    expect(rows.map(({ seat, state, trouble }) => [seat, state, trouble])).toEqual([
      [1, 'done', undefined],
      [2, 'same', undefined],
      [3, 'quarantined', 'ERR_CREDENTIALS: The role "Lab" of account 222200000003 cannot be assumed.'],
      [4, 'quarantined', 'ERR_KEY_STATE: The key is disabled.'],
    ]);
    expect(leftInAll(rows)).toEqual(['120 CloudTrail events', '2 S3 versions', '9 command outputs']);
  });

  test.each<[string, Given['work'], Partial<SeatRecord>, readonly string[]]>([
    [
      'run, by the outcome of each step',
      { does: 'run' },
      {
        steps: [
          { id: STEPS[0]!.id, status: 'applied' },
          { id: STEPS[1]!.id, status: 'failed' },
        ],
      },
      ['done', 'failed', 'open', 'open', 'open', 'open', 'open'],
    ],
    [
      'goto, by its step',
      { does: 'goto', step: STEPS[2]!.id },
      {},
      ['done', 'done', 'open', 'open', 'open', 'open', 'open'],
    ],
    ['reset: none', { does: 'reset' }, {}, STEPS.map(() => 'open')],
    [
      'status, by where the account stands',
      { does: 'status' },
      { standing: { at: `after-${STEPS[3]!.id}`, drift: 0, missing: 0 } },
      ['done', 'done', 'done', 'done', 'open', 'open', 'open'],
    ],
    [
      'status at the baseline',
      { does: 'status' },
      { standing: { at: 'baseline', drift: 0, missing: 0 } },
      STEPS.map(() => 'open'),
    ],
    [
      'status nowhere',
      { does: 'status' },
      { standing: { drift: 2, missing: 0 } },
      STEPS.map(() => 'unknown'),
    ],
  ])('tells which steps are in place: %s', (_, work, more, cells) => {
    const { rows } = reportOf({ work: work!, records: [recordOf(seatAccount(1), more)] });
    expect(rows[0]?.steps).toEqual(cells);
  });

  test('tells of drift', () => {
    const standing = { drift: 2, missing: 1 };
    const { rows } = reportOf({ records: [recordOf(seatAccount(1), { standing })] });
    expect(rows[0]?.trouble).toBe('2 changed, 1 missing');
  });

  test('has neither names nor ids where they are off', () => {
    const report = reportOf({ names: false });
    for (const text of [roomHtml(report), roomCsv(report), roomJunit(report)]) {
      expect(text).not.toMatch(/Person|\d{12}/);
      expect(text).toContain('of seat 3 cannot be assumed');
    }
  });
});

describe('as a page', () => {
  const hostile = seatsOf(4).map((seat, index) =>
    index === 0 ? { ...seat, name: '<script>alert(1)</script>\u202E' } : seat,
  );

  test('escapes what a roster brings, and runs only its own script', () => {
    const page = roomHtml(reportOf({ seats: hostile }));
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;\uFFFD');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toMatch(/default-src &#39;none&#39;; img-src data:; style-src &#39;sha256-/);
    expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org)|\son\w+=/);
  });

  test('is under 500 KB with 200 accounts, all of which failed', () => {
    const seats = seatsOf(200);
    const detail = 'x'.repeat(200);
    const entries = journalOf([begunWith(seats), ...seats.map(({ account }) => failedPlan(account, detail))]);
    const report = roomReport({ entries, records: new Map(), seats, steps: STEPS, names: true });
    expect(Buffer.byteLength(roomHtml(report))).toBeLessThan(500_000);
  });
});

describe('as CSV', () => {
  test('has no cell that a spreadsheet would run, and keeps quotes', () => {
    const names = ['=1+1', '+1', '-1', '@x'];
    const seats = seatsOf(4).map((seat, index) => ({ ...seat, name: `${names[index]}"q"` }));
    const lines = roomCsv(reportOf({ seats })).split('\r\n');
    expect(lines).toHaveLength(6);
    expect(lines[1]).toMatch(/^1,"222200000001","'=1\+1""q""","done",/);
    expect(lines.slice(1, 5).every((line) => !/(^|,)"?[=+\-@]/.test(line))).toBe(true);
  });
});

test('as JUnit, it has a case for each account', () => {
  const text = roomJunit(reportOf({ records: [recordOf(seatAccount(1))] }));
  expect(text).toContain('tests="4" failures="2" errors="0" skipped="0"');
  expect(text).toContain('<testcase classname="room" name="seat 1 222200000001 Person 1" time="4.200">');
  expect(text).toContain('<failure message="ERR_KEY_STATE: The key is disabled."/>');
  expect(text).toContain('A reset cannot erase: 120 CloudTrail events, 2 S3 versions, 9 command outputs.');
});
