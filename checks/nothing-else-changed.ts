import type { Check } from '../src/contract/check.ts';
import { changedFacets } from '../src/contract/lab.ts';

export default {
  id: 'nothing-else-changed',
  title: 'Nothing else in the account changed',
  async look({ lab, baseline }) {
    const now = await lab.surroundings();
    const changed = changedFacets(baseline, now);
    return {
      status: changed.length === 0 ? 'passed' : 'failed',
      expected: 'the rest of the account as it was at the baseline',
      observed: changed.length === 0 ? `${Object.keys(now).length} facets unchanged` : changed.join('; '),
      evidence: 'observed',
    };
  },
} satisfies Check;
