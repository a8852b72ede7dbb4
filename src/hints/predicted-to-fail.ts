import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'predicted-to-fail',
  title: 'The documents are right, but something else decides otherwise',
  look(attempt) {
    const predicted = attempt.failed.flatMap(({ predicted }) => predicted ?? []);
    const [decided] = predicted.filter(({ status }) => status === 'failed');
    if (!documentsAreRight(attempt) || !decided) return undefined;
    const { because: [first = decided.observed, ...more] = [], next = [] } = decided;
    const others = more.length > 0 ? ` There are ${more.length} more like it.` : '';
    return {
      says: `The documents are right, but something else decides, and waiting does not help. ${first.replace(/\.?$/, '.')}${others}`,
      ...(next.length > 0
        ? { do: 'The page does not ask for this. Undo it, then check again.', next }
        : { do: 'Change what decides it, then check again.' }),
    };
  },
} satisfies Mistake;
