import type { Attempt, Hint } from '../../src/contract/hint.ts';
import { run } from '../../src/engine/index.ts';
import { type Fake, fake, word } from './fake-account.ts';

/** What tests of a step that a person takes have in common. */

/** Says the content of the key policy, and keeps its input. */
export function hints(): { asked: Attempt[]; hintFor: (attempt: Attempt) => Hint } {
  const asked: Attempt[] = [];
  return {
    asked,
    hintFor(attempt) {
      asked.push(attempt);
      const { missing, failed, blind } = attempt;
      const about = blind
        ? 'blind'
        : failed.length > 0
          ? 'failed'
          : missing.map(({ resource }) => resource).join();
      return { id: about, says: word(attempt.now['key-policy']) ?? '', do: 'mend it' };
    },
  };
}

/** An account that kms-lab brought to where this step ends. */
export async function at(step: string, parts: Parameters<typeof fake>[0] = {}): Promise<Fake> {
  const lab = fake(parts);
  await run(lab.session, { onFailure: 'stop', to: step });
  lab.account.writes.length = 0;
  lab.events.length = 0;
  return lab;
}
