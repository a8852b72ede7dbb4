import type { Check } from '../src/contract/check.ts';

export default {
  id: 'nothing-else-changed',
  title: 'Nothing else in the account changed',
  async look({ lab, baseline }) {
    const now = await lab.surroundings();
    const facets = [...new Set([...Object.keys(baseline), ...Object.keys(now)])];
    const changed = facets.filter((facet) => baseline[facet] !== now[facet]);
    return {
      status: changed.length === 0 ? 'passed' : 'failed',
      expected: 'the rest of the account as it was at the baseline',
      observed:
        changed.length === 0
          ? `${facets.length} facets unchanged`
          : changed
              .map((facet) => `${facet}: ${baseline[facet] ?? 'absent'} → ${now[facet] ?? 'absent'}`)
              .join('; '),
      evidence: 'observed',
    };
  },
} satisfies Check;
