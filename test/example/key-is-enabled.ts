import type { Check, Evidence, Verdict } from '../../src/contract/check.ts';
import type { AccountSurroundings } from '../../src/contract/surroundings.ts';

const FACET = 'state of the key';

function judge({ [FACET]: state = 'unknown' }: AccountSurroundings, evidence: Evidence): Verdict {
  const seen = { expected: 'Enabled', observed: state, evidence };
  return state.startsWith('Enabled')
    ? { status: 'passed', ...seen }
    : { status: 'failed', ...seen, next: [{ why: 'says how to enable it', run: ['doctor'] }] };
}

export default {
  id: 'key-is-enabled',
  title: 'The key is enabled',
  // No write of the lab changes the state of the key.
  decidedBy: [],
  look: async ({ lab }) => judge(await lab.surroundings(), 'observed'),
  predict: ({ rest }) => judge(rest, 'evaluated'),
} satisfies Check;
