import type { BoardEvent, RoomView } from '../../board/board-shapes.ts';

/** The view after an event. Pure. */
export function boardAfter(view: RoomView | undefined, event: BoardEvent): RoomView | undefined {
  if (event.type === 'board') return event.view;
  if (!view) return undefined;
  switch (event.type) {
    case 'row':
      return { ...view, rows: view.rows.map((row) => (row.seat === event.row.seat ? event.row : row)) };
    case 'same':
      return {
        ...view,
        rows: view.rows.map((row) => (row.seat === event.seat ? { ...row, asOf: event.asOf } : row)),
      };
    case 'work':
      return { ...view, work: event.work };
  }
}
