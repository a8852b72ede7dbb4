import { type ExitCode, LabError } from '../contract/errors.ts';
import { asLabError, noteOf } from '../engine/recorder.ts';
import { errorText } from '../report/error.ts';
import { bareSummary } from './empty-summary.ts';
import type { GlobalOptions } from './global-options.ts';
import { JsonScreen } from './hosts/json.ts';
import { type Streams, styleOf } from './streams.ts';

const JSON_FLAGS: readonly string[] = ['--json', '--summary'];

/**
 * Shows an error from outside the engine: as the summary of a `--json` command, otherwise in words on stderr. Looks
 * for flags in `argv`, because the command line itself may be what could not be parsed.
 */
export function showFailure(
  thrown: unknown,
  called: { readonly command: string; readonly options?: GlobalOptions },
  argv: readonly string[],
  streams: Streams,
): ExitCode {
  const error = asLabError(thrown);
  const { exitCode } = error;
  const verbose = argv.includes('--verbose');
  if (JSON_FLAGS.some((flag) => argv.includes(flag))) {
    const summary = bareSummary(called, { exitCode, error: noteOf(error) });
    new JsonScreen(streams.stdout, { verbose, summary: true, typed: streams.typed }).notify({
      type: 'summary',
      ...summary,
    });
  } else {
    const style = styleOf(streams.stderr, streams, !argv.includes('--no-color'));
    streams.stderr.write(`${errorText(noteOf(error), style, { verbose })}\n`);
  }
  return exitCode;
}

/** Says on stderr that output to stdout was lost. */
export function showLostOutput(cause: unknown, argv: readonly string[], streams: Streams): ExitCode {
  const lost = 'The standard output cannot be written.';
  const hint = 'Send it where there is room. What the command did to the account is done.';
  const next = [{ run: ['status'], why: 'shows where the account stands' }];
  const plainly = argv.filter((word) => !JSON_FLAGS.includes(word));
  return showFailure(
    new LabError('ERR_OUTPUT', lost, { hint, next, cause }),
    { command: '' },
    plainly,
    streams,
  );
}
