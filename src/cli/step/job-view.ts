import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandSession } from '../../engine/session.ts';
import { paintOf, type Style } from '../../report/style.ts';
import type { Footer } from './layout.ts';
import { menuLine, moreOf, newsLines } from './question.ts';
import type { Job, WorkProgress } from './scene.ts';
import { paragraphs, sentence, type View } from './view.ts';

/** A running task, as the user sees it. */
export const viewOfJob = ({ title, status, found }: Job, progress: WorkProgress): View => ({
  title,
  body: paragraphs(sentence(status(progress)), found?.(progress.events) ?? (() => '')),
});

export const footerOfJob =
  ({ keys = [], news }: Job, style: Style): Footer =>
  (page, pages) => {
    const choices = keys.map(({ key, short }) => `${key} ${short}`);
    return [
      ...newsLines(news, style),
      paintOf(style).cyan(menuLine(moreOf(page, pages), choices, style.width, ['Ctrl-C stop'])),
    ];
  };

/** The session until it is stopped; stopping ends a pause at once. */
export function stoppable(session: CommandSession, stopped: AbortSignal): CommandSession {
  const signal = session.signal ? AbortSignal.any([session.signal, stopped]) : stopped;
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  return { ...session, signal, clock: { now: session.clock.now, sleep: pause } };
}

/** `, 3 s`; empty before a second has passed. */
export const lasting = (seconds: number): string => (seconds > 0 ? `, ${seconds} s` : '');
