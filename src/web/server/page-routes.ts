import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import * as v from 'valibot';
import { type StreamMessage, streamOf } from './events.ts';
import { type Door, onlyFromHere, onlyWithCookie, type Reached } from './guard.ts';
import { pageHeaders } from './headers.ts';
import { livePage, type PageFace } from './live-page.ts';
import type { PageFiles } from './page-files.ts';

/** What the servers of all pages have. */
export interface PageParts {
  /** One for each way to enter. */
  readonly doors: readonly Door[];
  readonly reached: Reached;
  readonly files: PageFiles;
  readonly face: PageFace;
  /** The origin that the page may frame. */
  frames(): string;
  /** Called when a link was used: there is a new one for another browser. */
  entered(door: Door): void;
  /** Adds routes that need no cookie, because they have an entrance of their own. */
  readonly others?: (app: Hono) => void;
}

/** Files keep their names between versions, so that they are asked for each time. */
export const FRESH = { 'cache-control': 'no-store' };

const LARGEST_ACT = 256 * 1024;

/** The entrance, the page and its files. Each route but the entrance needs a cookie, and so do those that are added. */
export function pageRoutes({ doors, reached, files, face, frames, entered, others }: PageParts): Hono {
  const app = new Hono();
  app.use(onlyFromHere(reached), pageHeaders(frames));

  app.get('/in', (c) => {
    const isIn = doors.some((door) => door.isIn(c));
    const opened = doors.find((door) => door.enter(c));
    if (!opened && !isIn) {
      return c.text('This link was used before. kms-lab has printed another one in its terminal.', 401);
    }
    if (opened && !isIn) entered(opened);
    return c.redirect('/', 303);
  });

  others?.(app);
  app.use(onlyWithCookie(doors));
  app.get('/', (c) => c.html(livePage(c.get('secureHeadersNonce') ?? '', face), 200, FRESH));
  app.get('/page/:name', async (c) => {
    const file = await files.read(c.req.param('name'));
    if (!file) return c.notFound();
    const headers = {
      ...FRESH,
      'content-type': file.type,
      ...(file.gzipped ? { 'content-encoding': 'gzip' } : {}),
    };
    return c.body(file.content, 200, headers);
  });
  return app;
}

interface Followed {
  follow(lastId: string | undefined, signal: AbortSignal): AsyncGenerator<StreamMessage>;
}

/** The answer to a page that follows a log. */
export function eventStream(c: Context, log: Followed): Response {
  // A page that opens a new stream cannot set the header, so it says it in the address.
  const last = c.req.header('last-event-id') ?? c.req.query('after');
  return c.body(
    streamOf((signal) => log.follow(last, signal)),
    200,
    { ...FRESH, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' },
  );
}

/** What is taken as JSON, and where. */
interface Taken<Schema extends v.GenericSchema> {
  readonly path: string;
  readonly schema: Schema;
  /** Bytes. */
  readonly largest: number;
  /** `an act of the lab` */
  readonly is: string;
}

/** Answers what `perform` answers with, in JSON. It never throws. */
type Performing<Schema extends v.GenericSchema> = (
  given: v.InferOutput<Schema>,
  c: Context,
) => Promise<string | Response>;

/** Acts are sent to `/acts`. */
export const takeActs = <Schema extends v.GenericSchema>(
  app: Hono,
  schema: Schema,
  perform: Performing<Schema>,
): void => takeJson(app, { path: '/acts', schema, largest: LARGEST_ACT, is: 'an act of the lab' }, perform);

/** Takes what fits a schema, and refuses the rest before anything is done. */
export function takeJson<Schema extends v.GenericSchema>(
  app: Hono,
  { path, schema, largest, is }: Taken<Schema>,
  perform: Performing<Schema>,
): void {
  const tooLarge = bodyLimit({ maxSize: largest, onError: (c) => c.text('That is too long.', 413) });
  app.post(path, tooLarge, async (c) => {
    if (!/^application\/json\b/i.test(c.req.header('content-type') ?? '')) {
      return c.text('Send it as JSON.', 415);
    }
    const given: unknown = await c.req.json().catch(() => undefined);
    const taken = v.safeParse(schema, given);
    if (!taken.success) return c.text(`This is not ${is}.`, 400);
    const answer = await perform(taken.output, c);
    return typeof answer === 'string'
      ? c.body(answer, 200, { ...FRESH, 'content-type': 'application/json' })
      : answer;
  });
}
