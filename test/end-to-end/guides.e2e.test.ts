import { hereNamed } from '../../src/report/guide-here.ts';
import { FACTS } from '../hints/attempt.ts';
import { testGuides } from './guides.ts';

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
