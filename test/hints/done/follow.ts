import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Hint } from '../../../src/contract/hint.ts';
import type { Suggestion } from '../../../src/contract/suggestion.ts';
import { typeSuggestion } from '../../home/typed.ts';
import type { Bench, Given } from './bench.ts';

/** No mistake needs this many hints; one that does is going in circles. */
const MOST = 8;

/**
 * Types the commands of the hint, then of the next hint, until the step is done. Returns the hints in order. Throws
 * if a hint has no command, if its command is refused, or if the same hint is given again afterward.
 */
export async function follow(bench: Bench, first: Given): Promise<readonly Hint[]> {
  const hints: Hint[] = [];
  for (let given: Given | undefined = first; given; given = await bench.further()) {
    const { hint } = given;
    if (hints.length === MOST || hints.some(({ id, says }) => id === hint.id && says === hint.says))
      throw new Error(`The hint is given again after what it says was done: ${hint.says}`);
    hints.push(hint);
    await carryOut(bench, given);
  }
  return hints;
}

async function carryOut({ terminal }: Bench, { hint, wanted = [] }: Given): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'kms-lab-hint-'));
  try {
    for (const { resource, after } of wanted)
      await writeFile(join(folder, `${resource}.json`), JSON.stringify(after));
    const todo = waysOf(hint);
    if (todo.length === 0) throw new Error(`There is nothing to type for: ${hint.says}`);
    for (const suggestion of todo) {
      const {
        typed,
        exitCode,
        why = exitCode,
      } = await typeSuggestion(withFiles(suggestion, folder), terminal);
      if (exitCode !== 0) throw new Error(`${typed} ended with ${why}, after: ${hint.says}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of two ways, the one that a shell can take: an editor needs a person, and `solve` does the step itself. */
function waysOf({ next = [] }: Hint): readonly Suggestion[] {
  const isByLab = (one: Suggestion, name: string) => 'run' in one && one.run[0] === name;
  const byShell = next.filter((one) => !isByLab(one, 'edit'));
  const byHand = byShell.filter((one) => !isByLab(one, 'solve'));
  return byHand.length > 0 ? byHand : byShell;
}

/** The person's file contains the document that the step wants; their address is one for documentation. */
function withFiles(suggestion: Suggestion, folder: string): Suggestion {
  if (!('shell' in suggestion)) return suggestion;
  const resource = / kms /.test(suggestion.shell) ? 'key-policy' : 'role-policy';
  return {
    ...suggestion,
    shell: suggestion.shell
      .replace('file://policy.json', `file://${join(folder, `${resource}.json`)}`)
      .replace('$(curl -s https://checkip.amazonaws.com)', '198.51.100.7'),
  };
}
