import type { Check } from '../src/contract/check.ts';
import { newDenials } from './denials.ts';
import { DECIDED_BY, judgedByLog, predictDownload, type Visit, visited } from './web-app.ts';

/**
 * S3 passes on KMS's message, which names kms:Decrypt. The older wording was a bare "Access Denied", as in the
 * workshop's own log (https://github.com/aws-samples/aws-kms-workshop); both count as the denial here.
 */
const DENIAL = /AccessDenied\).*(GetObject|HeadObject).*(kms:Decrypt|Access Denied)/;

const judge = (visit: Visit) =>
  judgedByLog(visit, DENIAL, 'no response, and a new AccessDenied for GetObject that names kms:Decrypt');

export default {
  id: 'log-names-the-denial',
  title: 'The web app’s log names the denied action',
  webApp: 'alone',
  decidedBy: DECIDED_BY,
  async look({ lab }) {
    const { result, denials } = await newDenials(lab, () =>
      lab.webApp.download(`S3//${lab.facts.sampleObject}`),
    );
    return judge(visited(result, denials));
  },
  predict(prospect) {
    const visit = predictDownload(prospect);
    return visit && judge(visit);
  },
} satisfies Check;
