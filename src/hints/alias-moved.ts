import { sh } from '../contract/suggestion.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'alias-moved',
  title: 'The alias points to another key, or to none',
  look(attempt) {
    const change = missingChange(attempt, 'alias');
    if (!change?.after) return undefined;
    const { alias, id } = attempt.facts.key;
    const how = change.before ? 'update-alias' : 'create-alias';
    return {
      says: change.before
        ? `${alias} points to the key ${change.before.keyId}, not to the lab’s key ${id}. What you do to ${alias} is done to the other key.`
        : `There is no alias ${alias} anymore. It has to point to the lab’s key ${id}.`,
      do: `Point ${alias} to the lab’s key.`,
      next: [{ shell: sh`aws kms ${how} --alias-name ${alias} --target-key-id ${id}` }],
    };
  },
} satisfies Mistake;
