import type { Check } from '../src/contract/check.ts';
import { DECIDED_BY, judged, predictUpload, type Visit, visited } from './web-app.ts';

const judge = (visit: Visit) => judged(visit.status === 200, 'HTTP 200', visit);

export default {
  id: 'web-app-accepts-an-upload',
  title: 'The web app stores an upload under the key',
  webApp: 'visited',
  decidedBy: DECIDED_BY,
  look: async ({ lab }) => judge(visited(await lab.webApp.uploadSample())),
  predict: (prospect) => judge(predictUpload(prospect)),
} satisfies Check;
