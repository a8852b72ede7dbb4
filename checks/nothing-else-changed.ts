import type { Check, Evidence, Verdict } from '../src/contract/check.ts';
import { acceptingLast } from '../src/contract/suggestion.ts';
import {
  type AccountSurroundings,
  comparableFacets,
  type FacetChange,
} from '../src/contract/surroundings.ts';

function judge(
  baseline: AccountSurroundings,
  now: AccountSurroundings,
  changes: readonly FacetChange[],
  evidence: Evidence,
): Verdict {
  const expected = 'the rest of the account as it was at the baseline';
  const compared = comparableFacets(baseline, now);
  const aside = Object.keys(now).filter((facet) => !compared.includes(facet));
  const besides = aside.length > 0 ? `; not compared: ${aside.join(', ')}` : '';
  if (changes.length > 0) {
    const observed = changes.map(({ says }) => says).join(' ');
    const next = acceptingLast(changes.flatMap(({ undo }) => undo));
    return { status: 'failed', expected, observed, evidence, next };
  }
  const status = compared.length > 0 ? 'passed' : 'skipped';
  return { status, expected, observed: `${compared.length} facets unchanged${besides}`, evidence };
}

export default {
  id: 'nothing-else-changed',
  title: 'Nothing else in the account changed',
  // The lab's writes must not change it.
  decidedBy: [],
  async look({ lab, baseline }) {
    const now = await lab.surroundings();
    return judge(baseline, now, lab.changedSince(baseline, now), 'observed');
  },
  predict: ({ rest, changedSince }, baseline) =>
    baseline && judge(baseline, rest, changedSince(baseline), 'evaluated'),
} satisfies Check;
