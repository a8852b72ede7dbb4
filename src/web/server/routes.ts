import type { Hono } from 'hono';
import { ACT } from '../acts.ts';
import type { Desk } from './desk.ts';
import { eventStream, type PageParts, pageRoutes, takeActs } from './page-routes.ts';

export interface RouteParts extends Omit<PageParts, 'frames'> {
  readonly desk: Desk;
}

/** Everything that the lab serves. */
export function labRoutes({ desk, ...parts }: RouteParts): Hono {
  const app = pageRoutes({ ...parts, frames: () => desk.frames });
  app.get('/events', (c) => eventStream(c, desk.log));
  takeActs(app, ACT, async (act) => desk.text(await desk.act(act)));
  return app;
}
