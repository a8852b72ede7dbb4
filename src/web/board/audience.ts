import type { Audience, BoardEvent, BoardRow, RoomView, RoomWork } from './board-shapes.ts';

/** What each audience may see. Pure. */

const ACCOUNT = /\b\d{12}\b/g;

/** Ids of accounts are in ARNs, too. */
const withoutIds = (text: string): string => text.replace(ACCOUNT, '…');

/** That a hand is raised, and not what for: people write names in the line. */
const raised = ({ hand }: BoardRow): Pick<BoardRow, 'hand'> => (hand ? { hand: { at: hand.at } } : {});

/** A row for another instructor, who does not act: the seat's number, and no id. */
function rowForReading(whole: BoardRow): BoardRow {
  const { name: _, account: __, reading, error, ...row } = whole;
  const cause = reading?.cause;
  return {
    ...row,
    ...raised(whole),
    ...(reading
      ? {
          reading: {
            ...reading,
            ...(cause
              ? {
                  cause: {
                    ...cause,
                    ...(cause.says === undefined ? {} : { says: withoutIds(cause.says) }),
                    ...(cause.say === undefined ? {} : { say: withoutIds(cause.say) }),
                  },
                }
              : {}),
            ...(reading.lockOut === undefined ? {} : { lockOut: withoutIds(reading.lockOut) }),
            ...(reading.holder === undefined ? {} : { holder: 'another command' }),
          },
        }
      : {}),
    ...(error ? { error: { code: error.code, message: withoutIds(error.message) } } : {}),
  };
}

/** Nothing that is in a document, and no error's words. */
function rowForProjector(whole: BoardRow): BoardRow {
  const { name: _, account: __, reading, error, ...row } = whole;
  const cause = reading?.cause;
  return {
    ...row,
    ...raised(whole),
    ...(reading
      ? {
          reading: {
            done: reading.done,
            isBegun: reading.isBegun,
            ...(cause ? { cause: { id: cause.id, title: cause.title } } : {}),
            ...(reading.lockOut === undefined ? {} : { lockOut: '' }),
          },
        }
      : {}),
    ...(error ? { error: { code: error.code, message: 'The account cannot be read.' } } : {}),
  };
}

export function rowFor(audience: Audience, row: BoardRow): BoardRow {
  if (audience === 'acting') return row;
  return audience === 'reading' ? rowForReading(row) : rowForProjector(row);
}

const workForReading = ({ ended, outcomes, ...work }: RoomWork): RoomWork => ({
  ...work,
  outcomes: outcomes.map(({ seat, state }) => ({ seat, state })),
  ...(ended ? { ended: { at: ended.at, exitCode: ended.exitCode } } : {}),
});

export function viewFor(audience: Audience, { work, rows, notes, ...view }: RoomView): RoomView {
  const shown = { ...view, audience, rows: rows.map((row) => rowFor(audience, row)) };
  if (audience === 'acting') return { ...shown, notes, ...(work ? { work } : {}) };
  return { ...shown, notes: [], ...(work && audience === 'reading' ? { work: workForReading(work) } : {}) };
}

/** What an audience sees of the event; `undefined` for nothing. */
export function eventFor(audience: Audience, event: BoardEvent): BoardEvent | undefined {
  switch (event.type) {
    case 'board':
      return { ...event, view: viewFor(audience, event.view) };
    case 'row':
      return { ...event, row: rowFor(audience, event.row) };
    case 'work':
      if (audience === 'projector') return undefined;
      return audience === 'acting' ? event : { ...event, work: workForReading(event.work) };
    case 'same':
      return event;
  }
}
