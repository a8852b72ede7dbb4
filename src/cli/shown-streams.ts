import { visible } from '../report/visible.ts';
import { OURS } from './our-colors.ts';
import { changedOut, type Out, type Streams } from './streams.ts';

/**
 * The one place that text passes on its way to a terminal or a file: what could move a cursor, hide or reverse text,
 * or end a line for another program, is replaced by a visible symbol. Names, messages and documents come from
 * requests and accounts, so no writer is trusted to have done it.
 */

const OUR_COLOR = new RegExp(`(\u001B\\[)${OURS};(\\d+m)`, 'g');

/** Our own colors stay, and so do tabs and ends of lines. */
export const shown = (text: string): string =>
  text
    .split(OUR_COLOR)
    .map((part, index) => (index % 3 === 0 ? plainly(part) : part))
    .join('');

const plainly = (text: string): string => text.split('\t').map(visible).join('\t');

const behind = new WeakMap<Out, Out>();

/** The stream without this protection: for cursor movements of our own, and for libraries that draw. */
export const drawable = (out: Out): Out => behind.get(out) ?? out;

/** The same streams, whose text is made visible. */
export function shownStreams(streams: Streams): Streams {
  const safe = (out: Out): Out => {
    const changed = changedOut(out, shown);
    behind.set(changed, out);
    return changed;
  };
  return {
    get stdin() {
      return streams.stdin;
    },
    get stdout() {
      return safe(streams.stdout);
    },
    get stderr() {
      return safe(streams.stderr);
    },
    env: streams.env,
    cwd: () => streams.cwd(),
    ...(streams.argv ? { argv: streams.argv } : {}),
  };
}
