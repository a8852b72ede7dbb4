import type { Check } from '../src/contract/check.ts';

export default {
  id: 'web-app-gives-no-response',
  title: 'The web app does not respond when the sample file is opened',
  webApp: 'visited',
  async look({ lab }) {
    const page = await lab.webApp.download(`S3//${lab.facts.sampleObject}`);
    return {
      status: page.kind === 'no-response' ? 'passed' : 'failed',
      expected: 'the connection closed without an answer',
      observed:
        page.kind === 'no-response' ? page.detail : `HTTP ${page.status}, ${page.body.length} characters`,
      evidence: 'observed',
    };
  },
} satisfies Check;
