import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'predicted-to-fail',
  title: 'The documents are right, but something else decides otherwise',
  look(attempt) {
    const predicted = attempt.failed.flatMap(({ predicted }) => predicted ?? []);
    const [decided] = predicted.filter(({ status }) => status === 'failed');
    if (!documentsAreRight(attempt) || !decided) return undefined;
    const next = decided.next ?? [];
    return {
      says: `The documents are right, and waiting does not help: expected ${decided.expected}; decided otherwise by: ${decided.observed.replace(/\.$/, '')}.`,
      do: 'Change what decides it, then check again.',
      ...(next.length > 0 ? { next } : {}),
    };
  },
} satisfies Mistake;
