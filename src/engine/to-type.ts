import { acceptingLast, type Suggestion, together } from '../contract/suggestion.ts';
import type { FacetChange } from '../contract/surroundings.ts';

/** The commands to type. */
interface ToType {
  /** What the errors of the resources that were left say to type. */
  readonly left: readonly (readonly Suggestion[])[];
  /** What changed around them. */
  readonly around: readonly FacetChange[];
  /** The command to type again at the end. */
  readonly again: Suggestion;
}

/**
 * All commands in the order in which to type them, each once. What blocks a teardown comes before it; what setup
 * creates comes before what is put back into it. The command that accepts the rest as it is comes after all that undo
 * something. If another principal has to run reset, that comes last.
 */
export function inOrderToType({ left, around, again }: ToType): readonly Suggestion[] {
  const all = together(left);
  const builds = all.filter((one) => types(one, 'setup', 'teardown'));
  const anew = builds.some((one) => types(one, 'teardown'));
  const undoing = around.filter(({ madeAnew }) => !(anew && madeAnew)).flatMap(({ undo }) => undo);
  const others = all.filter((one) => !isAws(one) && !builds.includes(one));
  const shells = all.filter(isAws);
  const ordered = together(
    anew ? [shells, undoing.filter(isAws), builds, others] : [shells, builds, others, undoing],
  );
  const resets = ordered.filter((one) => types(one, 'reset'));
  return [
    ...acceptingLast(ordered.filter((one) => !resets.includes(one))),
    ...(resets.length > 0 ? resets : [again]),
  ];
}

const isAws = (one: Suggestion): boolean => !('run' in one);

const types = (one: Suggestion, ...commands: readonly string[]): boolean =>
  'run' in one && commands.includes(one.run[0] ?? '');
