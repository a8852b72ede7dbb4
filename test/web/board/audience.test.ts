import { describe, expect, test } from 'vitest';
import { eventFor, viewFor } from '../../../src/web/board/audience.ts';
import { boardCsv } from '../../../src/web/board/board-csv.ts';
import { AUDIENCES, type BoardRow, type RoomView } from '../../../src/web/board/board-shapes.ts';
import { NOON, rowAt, STEPS } from './rows.ts';

const ACCOUNT = '222200000002';
const secret: BoardRow = {
  ...rowAt(1, {
    error: { code: 'ERR_ACCESS', message: `arn:aws:iam::${ACCOUNT}:user/x may not.`, hint: ACCOUNT },
  }),
  name: 'Ann',
  account: ACCOUNT,
  hand: { at: '2026-11-29T11:59:00Z', line: 'Ann here, in the first row' },
  reading: {
    done: 1,
    isBegun: true,
    lockOut: `arn:aws:kms:us-east-1:${ACCOUNT}:key/1 denies it.`,
    holder: `process 7 in ${ACCOUNT} by Ann`,
    cause: { id: 'a', title: 'The value differs', says: `It is ${ACCOUNT}.`, say: `Look at ${ACCOUNT}.` },
  },
};
const VIEW: RoomView = {
  ...{ target: 'aws', audience: 'acting', pause: 30_000, steps: STEPS, rows: [secret] },
  notes: [`Left out: account ${ACCOUNT}, Ann.`],
  work: {
    ...{ does: 'reset', seats: [1] },
    outcomes: [{ seat: 1, state: 'failed', error: { code: 'ERR_ACCESS', message: `In ${ACCOUNT}, Ann.` } }],
    ended: { at: '2026-11-29T12:00:00Z', exitCode: 7, error: { code: 'ERR_AWS', message: ACCOUNT } },
  },
};

describe('names and ids are for the instructor who acts', () => {
  test.each(['reading', 'projector'] as const)('%s: neither is in anything that is sent', (audience) => {
    const sent = [
      viewFor(audience, VIEW),
      eventFor(audience, { type: 'board', view: VIEW, now: '' }),
      eventFor(audience, { type: 'row', row: secret }),
      eventFor(audience, { type: 'work', work: VIEW.work! }),
      boardCsv(viewFor(audience, VIEW), [], NOON),
    ];
    expect(JSON.stringify(sent)).not.toMatch(/Ann|\d{12}/);
    expect(JSON.stringify(sent)).toContain('The value differs');
  });

  test.each(['reading', 'projector'] as const)('%s: a raised hand is seen, and not its line', (audience) => {
    expect(viewFor(audience, VIEW).rows[0]?.hand).toEqual({ at: '2026-11-29T11:59:00Z' });
  });

  test('the projector is sent nothing of a document, of an error or of the work', () => {
    const text = JSON.stringify([
      viewFor('projector', VIEW),
      eventFor('projector', { type: 'work', work: VIEW.work! }),
    ]);
    expect(text).not.toMatch(/It is|Look at|may not|reset/);
  });

  test('the instructor is sent everything', () => {
    expect(viewFor('acting', VIEW)).toEqual(VIEW);
    for (const audience of AUDIENCES) {
      const event = { type: 'same', seat: 1, asOf: '' } as const;
      expect(eventFor(audience, event)).toEqual(event);
    }
  });
});

test('the CSV file has a line a seat, and no name in it is a formula', () => {
  const row = {
    ...rowAt(1, { done: 1, for: 2, spent: [61_000, null, null] }),
    account: ACCOUNT,
    name: '=1+1',
  };
  const [head, line, end] = boardCsv({ ...VIEW, rows: [row] }, [], NOON).split('\r\n');
  expect(head).toContain('"seat","account","name","steps done","step","seconds at it"');
  expect(line).toBe(
    `1,"${ACCOUNT}","'=1+1",1,"two",120,"","2026-11-29T12:00:00.000Z","","","","failed",61,"",""`,
  );
  expect(end).toBe('');
});
