import type { TrailAbout } from '../../report/trail.ts';
import { Desk, type DeskParts } from './desk.ts';
import { Door } from './guard.ts';
import { LAB_PAGE } from './live-page.ts';
import { pageFilesIn, requirePage } from './page-files.ts';
import { listenForPage, type PageAddress } from './page-server.ts';
import { labRoutes } from './routes.ts';

export interface Serving extends DeskParts {
  readonly address: PageAddress;
  /** The folder of the page’s files. */
  readonly folder: string;
  /** Called with a link that is good for one browser: at the start, and when the last one was used. */
  onLink(link: string): void;
  /** The requests to the account, as they come; absent if no log has them. */
  requests?(signal: AbortSignal): AsyncIterable<TrailAbout>;
}

export interface ServedLab {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the lab, and watches the account, until it is closed. Throws `ERR_PORT_IN_USE`, `ERR_USAGE`, `ERR_NOT_FOUND`. */
export async function serveLab(serving: Serving): Promise<ServedLab> {
  const { address, folder, onLink } = serving;
  const files = pageFilesIn(folder);
  await requirePage(files, folder);
  const desk = new Desk(serving);
  await desk.look();

  const server = await listenForPage(address, 'web');
  const door = new Door(server);
  const tellLink = (): void => onLink(`${server.origin}${door.path}`);
  const app = labRoutes({ desk, files, doors: [door], reached: server, face: LAB_PAGE, entered: tellLink });
  server.answer(app.fetch);
  tellLink();
  serving.room?.settled([]);

  const over = new AbortController();
  const watching = [
    ...[desk.watch(over.signal), tellRequests(desk, serving, over.signal)],
    serving.room?.listen(over.signal),
  ];
  return {
    origin: server.origin,
    async close() {
      over.abort();
      server.close();
      await Promise.all(watching);
    },
  };
}

async function tellRequests(desk: Desk, { requests }: Serving, signal: AbortSignal): Promise<void> {
  if (!requests) return;
  for await (const request of requests(signal)) desk.request(request);
}
