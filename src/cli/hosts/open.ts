import type { GlobalOptions } from '../options.ts';
import { isTerminal, type Streams } from '../streams.ts';
import type { Screen } from './screen.ts';

/** JSON when asked for; the live view where somebody looks at it; plain lines elsewhere. */
export async function openScreen(
  { json, color, verbose }: Pick<GlobalOptions, 'json' | 'color' | 'verbose'>,
  streams: Streams,
): Promise<Screen> {
  if (json) {
    const { JsonScreen } = await import('./json.ts');
    return new JsonScreen(streams.stdout, { verbose, typed: streams.typed });
  }
  if (!isTerminal(streams)) {
    const { PlainScreen } = await import('./plain.ts');
    return new PlainScreen(streams, { verbose });
  }
  const { TerminalScreen } = await import('./terminal.ts');
  return new TerminalScreen(streams, { color, verbose });
}
