import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from '../../engine/session.ts';
import { paintOf, type Style } from '../../report/style.ts';
import { wrap } from '../../report/wrap.ts';
import type { Footer } from './layout.ts';
import type { Job, Progress } from './scene.ts';
import { paragraphs, type View } from './view.ts';

/** Work, as one looks at it while it goes on. */
export const viewOfJob = ({ title, status, found }: Job, progress: Progress): View => ({
  title,
  body: paragraphs(
    ({ width }) => wrap(status(progress), width).join('\n'),
    found?.(progress.events) ?? (() => ''),
  ),
});

export const footerOfJob =
  ({ keys = [] }: Job, style: Style): Footer =>
  () => [paintOf(style).cyan([...keys.map(({ key, short }) => `${key} ${short}`), 'Ctrl-C stop'].join('  '))];

/** The session until it is stopped; a pause that it is stopped in is over at once. */
export function stoppable(session: Session, stopped: AbortSignal): Session {
  const signal = session.signal ? AbortSignal.any([session.signal, stopped]) : stopped;
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  return { ...session, signal, clock: { now: session.clock.now, sleep: pause } };
}

/** `, 3 s`; nothing before a second has passed. */
export const lasting = (seconds: number): string => (seconds > 0 ? `, ${seconds} s` : '');
