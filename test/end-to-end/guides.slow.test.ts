import { hereIn, hereNamed } from '../../src/report/guide-here.ts';
import { FACTS } from '../hints/attempt.ts';
import { WHOLE } from '../sampled.ts';
import { testGuides } from './guides.ts';

testGuides('what is known of an account that was opened', (url) =>
  hereIn({
    facts: FACTS,
    variant: 'corrected',
    webApp: { url },
    resources: { 'role-policy': { version: async () => 'v1' } },
  }),
);

if (WHOLE)
  testGuides('what it looks up itself', async () =>
    hereNamed(
      {
        target: 'sandbox',
        roleName: FACTS.role.name,
        alias: FACTS.key.alias,
        userName: FACTS.userName,
        instanceName: 'KMSWorkshop-Instance',
        sampleObject: FACTS.sampleObject,
      },
      'corrected',
    ),
  );
