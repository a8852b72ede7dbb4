import { sameDocument } from '../policy/canonical.ts';
import { missing } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { edit } from './ways.ts';

export default {
  id: 'policy-on-another-key',
  title: 'The key policy was put on another key',
  look(attempt) {
    const wanted = missing(attempt, 'key-policy')?.after;
    const other = attempt.elsewhere.keys.find(
      ({ policy }) => wanted && policy && sameDocument(policy, wanted),
    );
    if (!other) return undefined;
    const { facts } = attempt;
    const called = other.aliases.length > 0 ? ` (${other.aliases.join(', ')})` : '';
    return {
      says: `The policy is right, but it stands on the key ${other.id}${called}, and not on ${facts.key.alias}, which is the key ${facts.key.id}.`,
      ...edit('Put it on the right key.', 'key-policy', facts),
    };
  },
} satisfies Mistake;
