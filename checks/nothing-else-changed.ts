import type { Check, Evidence, Verdict } from '../src/contract/check.ts';
import type { Suggestion } from '../src/contract/suggestion.ts';
import { changedFacets, type Surroundings } from '../src/contract/surroundings.ts';

const REBASE: Suggestion = {
  why: 'keeps what changed, as part of a new baseline',
  run: ['checkpoint', 'rebase'],
};

function judge(baseline: Surroundings, now: Surroundings, evidence: Evidence): Verdict {
  const changed = changedFacets(baseline, now);
  const expected = 'the rest of the account as it was at the baseline';
  return changed.length === 0
    ? { status: 'passed', expected, observed: `${Object.keys(now).length} facets unchanged`, evidence }
    : { status: 'failed', expected, observed: changed.join('; '), evidence, next: [REBASE] };
}

export default {
  id: 'nothing-else-changed',
  title: 'Nothing else in the account changed',
  // No write of the lab may change it.
  decidedBy: [],
  look: async ({ lab, baseline }) => judge(baseline, await lab.surroundings(), 'observed'),
  predict: ({ rest }, baseline) => baseline && judge(baseline, rest, 'evaluated'),
} satisfies Check;
