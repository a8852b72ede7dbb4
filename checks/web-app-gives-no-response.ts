import type { Check } from '../src/contract/check.ts';
import { DECIDED_BY, judged, predictDownload, type Visit, visited } from './web-app.ts';

const judge = (visit: Visit) =>
  judged(visit.status === undefined, 'the connection closed without an answer', visit);

/** A disabled key closes the connection as well: log-names-the-denial, which runs with this check, shows the cause. */
export default {
  id: 'web-app-gives-no-response',
  title: 'The web app does not respond when the sample file is opened',
  webApp: 'visited',
  decidedBy: DECIDED_BY,
  look: async ({ lab }) => judge(visited(await lab.webApp.download(`S3//${lab.facts.sampleObject}`))),
  predict(prospect) {
    const visit = predictDownload(prospect);
    return visit && judge(visit);
  },
} satisfies Check;
