import type { Check } from '../../src/contract/check.ts';

const FACET = 'state of the key';

export default {
  id: 'key-is-enabled',
  title: 'The key is enabled',
  async look({ lab }) {
    const { [FACET]: state = 'unknown' } = await lab.surroundings();
    return {
      status: state.startsWith('Enabled') ? 'passed' : 'failed',
      expected: 'Enabled',
      observed: state,
      evidence: 'observed',
    };
  },
} satisfies Check;
