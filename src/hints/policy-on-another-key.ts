import { sameDocument } from '../policy/canonical.ts';
import { missingChange, same } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { adviseEdit } from './ways.ts';

export default {
  id: 'policy-on-another-key',
  title: 'The key policy was saved on another key',
  look(attempt) {
    const { before: now, after: wanted } = missingChange(attempt, 'key-policy') ?? {};
    // What is wrong with the policy of the page's own key comes first, if that was edited, too.
    if (!same('key-policy', now, attempt.before['key-policy'])) return undefined;
    const other = attempt.elsewhere.keys.find(
      ({ policy }) => wanted && policy && sameDocument(policy, wanted),
    );
    if (!other) return undefined;
    const { facts } = attempt;
    const called = other.aliases.length > 0 ? ` (${other.aliases.join(', ')})` : '';
    return {
      says: `The policy is right, but you saved it on the key ${other.id}${called}. ${facts.key.alias} is the key ${facts.key.id}.`,
      ...adviseEdit(`Save it on the key ${facts.key.id}.`, 'key-policy', attempt),
    };
  },
} satisfies Mistake;
