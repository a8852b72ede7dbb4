import { acceptingLast, type Suggestion, together } from '../contract/suggestion.ts';
import type { FacetChange } from '../contract/surroundings.ts';

/** What is to be typed. */
interface ToType {
  /** What the things name that were left as they are. */
  readonly left: readonly (readonly Suggestion[])[];
  /** What changed around them. */
  readonly around: readonly FacetChange[];
  /** The command that is to be typed again at the end. */
  readonly again: Suggestion;
}

/**
 * All of it in the order in which to type it, each command once. What stands in the way of a teardown comes before it;
 * what setup makes comes before what is put back into it. What accepts the rest as it is comes after all that undoes
 * something; another principal may have to reset, once everything else is done.
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
