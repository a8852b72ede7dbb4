import type { GlobalOptions } from '../options.ts';
import { isTerminal, type Streams } from '../streams.ts';
import type { OutputScreen } from './screen.ts';

/** JSON when asked for; the live view at a terminal; lines elsewhere, and where more or less than that was asked for. */
export async function openScreen(
  {
    json,
    summary,
    color,
    verbose,
    quiet,
  }: Pick<GlobalOptions, 'json' | 'summary' | 'color' | 'verbose' | 'quiet'>,
  streams: Streams,
): Promise<OutputScreen> {
  if (json) {
    const { JsonScreen } = await import('./json.ts');
    return new JsonScreen(streams.stdout, { verbose, summary, typed: streams.typed });
  }
  if (!isTerminal(streams) || verbose || quiet) {
    const { PlainScreen, detailOf } = await import('./plain.ts');
    const detail = detailOf({ quiet, verbose });
    return new PlainScreen(streams, { detail, verbose, color: color && isTerminal(streams) });
  }
  const { TerminalScreen } = await import('./terminal.ts');
  return new TerminalScreen(streams, { color, verbose });
}
