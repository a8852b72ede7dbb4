import type { Invocation } from '../command.ts';
import type { OptionRow } from '../options.ts';

/** The part of the page that a command is for. */
export const RANGE_OPTIONS = [
  { key: 'from', flags: '--from <step>', namesStep: true, does: 'begin with this step' },
  { key: 'to', flags: '--to <step>', namesStep: true, does: 'end with this step' },
  {
    key: 'only',
    flags: '--only <step>',
    namesStep: true,
    does: 'do this one step',
    conflicts: ['from', 'to'],
  },
] as const satisfies readonly OptionRow[];

/** Before an account is opened. Throws `ERR_USAGE` if the range is empty. */
export async function stepRangeOf({ command, given: { from, to, only } }: Invocation) {
  const [{ spanOf }, { pipeline }] = await Promise.all([
    import('../../engine/range.ts'),
    import('../../../steps/index.ts'),
  ]);
  const range = { from, to, only };
  spanOf(pipeline, range, command);
  return range;
}
