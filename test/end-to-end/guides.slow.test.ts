import { hereIn } from '../../src/report/guide-here.ts';
import { FACTS } from '../hints/attempt.ts';
import { testGuides } from './guides.ts';

testGuides('what is known of an account that was opened', (url) =>
  hereIn({
    facts: FACTS,
    variant: 'corrected',
    webApp: { url },
    resources: { 'role-policy': { version: async () => 'v1' } },
  }),
);
