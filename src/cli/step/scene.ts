import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from '../../contract/errors.ts';
import type { Host, LabEvent } from '../../contract/event.ts';
import type { Session } from '../../engine/session.ts';
import type { Style } from '../../report/style.ts';
import { askForConsent } from '../consent.ts';
import { TerminalScreen } from '../hosts/terminal.ts';
import type { GlobalOptions } from '../options.ts';
import { ask } from '../questions.ts';
import { type Streams, styleOf } from '../streams.ts';
import { choose as prompt } from './choose.ts';
import type { Choice } from './conversation.ts';
import { heldWhile } from './keyboard.ts';
import { WatchList } from './watch-list.ts';

/** A piece of work on the account, in a session that hears when it is stopped. */
type Act = (session: Session) => Promise<unknown>;

/** What the conversation needs of the world: somebody who reads and answers, and work that can be seen going on. */
export interface Scene {
  readonly session: Session;
  /** As wide as the screen is now. */
  style(): Style;
  /** Nothing where the text is empty. */
  say(text: string): void;
  /** Throws `ERR_INTERRUPTED` on Ctrl-C and at the end of the input. */
  choose<Value extends string>(message: string, choices: readonly Choice<Value>[]): Promise<Value>;
  /** Shows what would change and asks whether it may; on a real account, the first time, for the account's id. */
  agree(preview: string): Promise<boolean>;
  /** Shows the work as a list that is closed when this resolves. Ctrl-C stops the work. */
  work(title: string, act: Act): Promise<readonly LabEvent[]>;
  /** The same for watching somebody else work. */
  watch(act: Act): Promise<readonly LabEvent[]>;
}

interface Parts {
  readonly session: Session;
  readonly streams: Streams;
  readonly options: Pick<GlobalOptions, 'color' | 'verbose'>;
  /** Whether somebody has agreed already that the account is changed. */
  readonly consent: 'given' | 'ask';
}

/** A host that draws. */
interface List extends Host {
  drawn(): Promise<readonly LabEvent[]>;
}

/** Where a terminal does not say. */
const WIDTH = 80;

export function terminalScene({ session, streams, options, consent }: Parts): Scene {
  const { stdin, stdout } = streams;
  const style = (): Style => ({
    ...styleOf(stdout, streams, options.color),
    width: stdout.columns ?? WIDTH,
  });
  const say = (text: string): void => {
    if (text !== '') stdout.write(`\n${text}\n`);
  };
  const choose: Scene['choose'] = async <Value extends string>(
    message: string,
    choices: readonly Choice<Value>[],
  ) => {
    stdout.write('\n');
    const question = { message, choices, style: style() };
    const answer = await ask((context) => prompt(question, context), { streams, signal: session.signal });
    return answer as Value;
  };
  const perform = async (list: List, act: Act): Promise<readonly LabEvent[]> => {
    stdout.write('\n');
    return heldWhile(stdin, async (stopped) => {
      await act({ ...stoppable(session, stopped), host: list });
      return list.drawn();
    });
  };
  let agreed = consent === 'given';
  return {
    session,
    style,
    say,
    choose,
    async agree(preview) {
      if (session.target === 'aws' && !agreed) {
        agreed = await askForConsent(session, `\n${preview}`, streams).then(() => true, refused(say));
        return agreed;
      }
      say(preview);
      return session.target === 'aws' && consent === 'given'
        ? true
        : (await choose('Do that?', YES_OR_NO)) === 'yes';
    },
    work: (title, act) => perform(new TerminalScreen(streams, { ...options, title }), act),
    watch: (act) => perform(new WatchList(streams, style()), act),
  };
}

const YES_OR_NO: readonly Choice<'yes' | 'no'>[] = [
  { key: 'y', value: 'yes', name: 'yes', means: 'make these changes' },
  { key: 'n', value: 'no', name: 'no', means: 'change nothing; back to the question' },
];

/** Whoever types anything but the account's id has said no. */
const refused =
  (say: Scene['say']) =>
  (error: unknown): false => {
    if (!(error instanceof LabError) || error.code !== 'ERR_CONSENT') throw error;
    say(error.message);
    return false;
  };

/** The session until it is stopped; a pause that it is stopped in is over at once. */
function stoppable(session: Session, stopped: AbortSignal): Session {
  const signal = session.signal ? AbortSignal.any([session.signal, stopped]) : stopped;
  const pause = (ms: number) =>
    sleep(ms, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  return { ...session, signal, clock: { now: session.clock.now, sleep: pause } };
}
