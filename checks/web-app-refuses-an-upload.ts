import type { Check } from '../src/contract/check.ts';
import { newDenials } from './denials.ts';
import { DECIDED_BY, judgedByLog, predictUpload, type Visit, visited } from './web-app.ts';

/** As in log-names-the-denial: KMS's message, or S3's older wording. A refusal of s3:PutObject does not count. */
const DENIAL = /AccessDenied\).*PutObject.*(kms:GenerateDataKey|Access Denied)/;

const judge = (visit: Visit) =>
  judgedByLog(visit, DENIAL, 'no response, and a new AccessDenied for PutObject in the log');

export default {
  id: 'web-app-refuses-an-upload',
  title: 'The web app cannot store an upload: the role gets no data key',
  webApp: 'alone',
  decidedBy: DECIDED_BY,
  async look({ lab }) {
    const { result, denials } = await newDenials(lab, () => lab.webApp.uploadSample());
    return judge(visited(result, denials));
  },
  predict: (prospect) => judge(predictUpload(prospect)),
} satisfies Check;
