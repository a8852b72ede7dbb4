import type { Check } from '../src/contract/check.ts';
import { DECIDED_BY, judged, predictDownload, underAnotherKey, type Visit, visited } from './web-app.ts';

const judge = (visit: Visit) =>
  judged(visit.status === 200 && !visit.empty, 'HTTP 200 with the text of the file', visit);

export default {
  id: 'web-app-opens-the-sample-file',
  title: 'The web app shows the sample file in clear',
  webApp: 'visited',
  decidedBy: DECIDED_BY,
  look: async ({ lab }) => judge(visited(await lab.webApp.download(`S3//${lab.facts.sampleObject}`))),
  predict(prospect) {
    const visit = predictDownload(prospect);
    if (visit) return judge(visit);
    // Whatever the page's documents say, they do not allow a file that is encrypted under another key.
    const { webApp } = prospect;
    return webApp.sample === 'under-another-key' ? judge(underAnotherKey(webApp)) : undefined;
  },
} satisfies Check;
