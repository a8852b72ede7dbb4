import type { Check } from '../src/contract/check.ts';
import { newDenials } from './denials.ts';

export default {
  id: 'web-app-refuses-an-upload',
  title: 'The web app cannot store an upload: the role gets no data key',
  webApp: 'alone',
  async look({ lab }) {
    const { result: page, denials } = await newDenials(lab, () => lab.webApp.uploadSample());
    const refused = page.kind === 'no-response' && denials.some((line) => line.includes('PutObject'));
    return {
      status: refused ? 'passed' : 'failed',
      expected: 'no response, and a new AccessDenied for PutObject in the log',
      observed: `${page.kind === 'shown' ? `HTTP ${page.status}` : 'no response'}; ${denials.at(-1) ?? 'no new denial in the log'}`,
      evidence: 'observed',
    };
  },
} satisfies Check;
