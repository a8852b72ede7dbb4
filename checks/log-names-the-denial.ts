import type { Check } from '../src/contract/check.ts';
import { newDenials } from './denials.ts';

/**
 * S3 passes KMS's sentence on, which names kms:Decrypt. Its older wording was a bare "Access Denied", as in the
 * workshop's own log (https://github.com/aws-samples/aws-kms-workshop); both are the denial that is meant here.
 */
const DENIAL = /AccessDenied\).*(GetObject|HeadObject).*(kms:Decrypt|Access Denied)/;

export default {
  id: 'log-names-the-denial',
  title: 'The web app’s log names the denied action',
  webApp: 'alone',
  async look({ lab }) {
    const { denials } = await newDenials(lab, () => lab.webApp.download(`S3//${lab.facts.sampleObject}`));
    return {
      status: denials.some((line) => DENIAL.test(line)) ? 'passed' : 'failed',
      expected: 'a new AccessDenied for GetObject that names kms:Decrypt',
      observed: denials.at(-1) ?? 'no new denial in the log',
      evidence: 'observed',
    };
  },
} satisfies Check;
