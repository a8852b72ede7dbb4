import type { GlobalOptions } from '../global-options.ts';
import { isTerminal, type Streams } from '../streams.ts';
import type { OutputScreen } from './screen.ts';

/** JSON with --json; the live view at a terminal; otherwise, and with --quiet or --verbose, lines. */
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
