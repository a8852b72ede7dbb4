import { NO_ROOM, type WalkRoom } from '../../../src/cli/room/walk-room.ts';
import { YES_OR_NO } from '../../../src/cli/step/question.ts';
import type { Scene } from '../../../src/cli/step/scene.ts';
import type { View } from '../../../src/cli/step/view.ts';
import { walkSteps } from '../../../src/cli/step/walk.ts';
import { LabError } from '../../../src/contract/errors.ts';
import type { LabEvent } from '../../../src/contract/event.ts';
import type { Typing } from '../../../src/contract/suggestion.ts';
import { type Fake, fake } from '../../engine/fake-account.ts';

/** A user's answers, in order: a value, or what happens to the account while the question is open. */
export type Script = readonly (string | (() => unknown))[];

interface Walked extends Fake {
  readonly exitCode: number;
  /** Everything that was said, on one line. */
  readonly said: string;
  /** The questions, each with its answer. */
  readonly answered: readonly string[];
}

/** Walks through the fake account's four steps: show, strip, name, last. */
export async function answering(
  script: Script,
  parts: Parameters<typeof fake>[0] = {},
  typed: Typing = { run: (words) => ['kms-lab', ...words].join(' '), aws: [] },
  manner: Parameters<typeof walkSteps>[1] = {},
  room: WalkRoom = NO_ROOM,
): Promise<Walked> {
  const lab = fake({ command: 'step', ...parts });
  const open = [...script];
  const said: string[] = [];
  const answered: string[] = [];
  const style = { width: 80, color: false, typed };
  const hear = ({ title, body }: View): void => void said.push(title, body(style));
  const scene: Scene = {
    session: lab.session,
    room,
    style: () => style,
    say: (text) => void said.push(text(style)),
    async tell(view) {
      hear(view);
      return 'on';
    },
    async choose({ view, choices, news }) {
      hear(view);
      said.push(...(news?.lines ?? []));
      const ignore = news?.heed(() => said.push(news.lines.at(-1)!));
      for (;;) {
        const next = open.shift();
        if (next === undefined || typeof next === 'string') ignore?.();
        if (next === undefined) throw new LabError('ERR_INTERRUPTED', 'Stopped at the question.');
        if (typeof next === 'function') await next();
        else {
          answered.push(`${view.title.replace(/^Step \d of \d: /, '')}: ${next}`);
          const meant = choices.find(({ value }) => value === next);
          if (!meant) throw new Error(`${next} is no choice at “${view.title}”`);
          return meant.value;
        }
      }
    },
    async mark(title, { message, all }) {
      said.push(title, message);
      const marks = String(open.shift()).split(' ');
      return all.map(({ value }) => value).filter((value) => marks.includes(value));
    },
    async line(title, message, wrong) {
      said.push(title, message);
      for (;;) {
        const typed = String(open.shift());
        const fault = wrong(typed);
        if (fault === undefined) return typed;
        said.push(fault);
      }
    },
    agree: async (view) => (await scene.choose({ view, choices: YES_OR_NO })) === 'yes',
    async work({ act }) {
      const events: LabEvent[] = [];
      await act({ ...lab.session, host: { notify: (event) => events.push(event) } });
      return events;
    },
    close: () => {},
  };
  const exitCode = await walkSteps(scene, manner);
  return { ...lab, exitCode, said: said.join('\n').replace(/\s+/g, ' '), answered };
}
