import type { Context, Hono } from 'hono';
import { Door } from '../server/guard.ts';
import type { PageFace } from '../server/live-page.ts';
import { pageFilesIn, requirePage } from '../server/page-files.ts';
import { eventStream, FRESH, type PageParts, pageRoutes, takeActs } from '../server/page-routes.ts';
import { listenForPage, type PageAddress } from '../server/page-server.ts';
import type { ServedLab } from '../server/serve.ts';
import { boardCsv } from './board-csv.ts';
import { BoardDesk } from './board-desk.ts';
import type { BoardParts } from './board-parts.ts';
import { type Audience, BOARD_ACT, type RoomView } from './board-shapes.ts';
import { classHtml } from './class-html.ts';
import type { ShownWork } from './running-work.ts';
import { SeatDoor } from './seat-door.ts';
import { seatRoutes } from './seat-routes.ts';

/** What a link lets its browser do. */
export type BoardLink = 'acting' | 'reading';

export interface BoardServing extends Omit<BoardParts, 'hasSeatLinks'> {
  readonly address: PageAddress;
  /** The folder of the page’s files. */
  readonly folder: string;
  /** The secret of each seat's link, by seat; absent: no seat reports. */
  readonly seatTokens?: readonly string[] | undefined;
  /** Called with links that are each good for one browser: at the start, and when the last one was used. */
  onLink(link: string, to: BoardLink): void;
}

const FACE: PageFace = {
  title: 'The room: kms-lab',
  name: 'board',
  before: 'Reading the room …',
  without: 'This page needs JavaScript, in a browser of 2023 or later. A terminal shows less of the room.',
};

export interface ServedBoard extends ServedLab {
  /** For work in the room that was begun elsewhere. */
  shows(...work: Parameters<BoardDesk['shows']>): ShownWork;
}

/** Serves the board of a room, and reads its accounts, until it is closed. Throws `ERR_PORT_IN_USE`, `ERR_USAGE`, `ERR_NOT_FOUND`. */
export async function serveBoard(serving: BoardServing): Promise<ServedBoard> {
  const { address, folder, onLink, seatTokens } = serving;
  const files = pageFilesIn(folder);
  await requirePage(files, folder);
  const desk = new BoardDesk({ ...serving, hasSeatLinks: seatTokens !== undefined });
  const server = await listenForPage(address, 'board');
  const doors = {
    acting: new Door(server),
    reading: new Door({ ...server, to: 'reading' }),
  };
  const tell = (to: BoardLink): void => onLink(`${server.origin}${doors[to].path}`, to);
  const over = new AbortController();
  const app = boardRoutes(desk, doors, over.signal, {
    ...{ files, reached: server, face: FACE },
    entered: (door) => tell(door === doors.acting ? 'acting' : 'reading'),
    others: (seats) => seatRoutes(seats, new SeatDoor(seatTokens ?? []), desk),
  });
  server.answer(app.fetch);
  tell('acting');
  tell('reading');
  const watching = desk.watch(over.signal);
  return {
    origin: server.origin,
    shows: (...work) => desk.shows(...work),
    async close() {
      over.abort();
      server.close();
      await watching;
    },
  };
}

type Doors = { readonly [To in BoardLink]: Door };
type Given = Pick<PageParts, 'files' | 'reached' | 'face' | 'entered' | 'others'>;

function boardRoutes(desk: BoardDesk, doors: Doors, signal: AbortSignal, given: Given): Hono {
  const app = pageRoutes({ ...given, doors: [doors.acting, doors.reading], frames: () => "'none'" });
  // A page for the room is sent nothing that the room must not see.
  const audienceOf = (c: Context): Audience =>
    c.req.query('projector') !== undefined ? 'projector' : doors.acting.isIn(c) ? 'acting' : 'reading';

  app.get('/events', (c) => eventStream(c, desk.logs[audienceOf(c)]));
  const file = (name: string, type: string, of: (view: RoomView) => string) =>
    app.get(`/${name}`, (c) =>
      c.body(of(desk.view(audienceOf(c))), 200, {
        ...FRESH,
        'content-type': `${type}; charset=utf-8`,
        'content-disposition': `attachment; filename="${name}"`,
      }),
    );
  file('room.csv', 'text/csv', (view) => boardCsv(view, desk.moments, Date.now()));
  file('class.html', 'text/html', (view) => classHtml(view, desk.moments, new Date()));
  takeActs(app, BOARD_ACT, async (act, c) =>
    doors.acting.isIn(c)
      ? desk.text(await desk.act(act, signal))
      : c.text('This link only shows the room. The instructor’s link acts.', 403),
  );
  return app;
}
