import type { Check } from '../src/contract/check.ts';

export default {
  id: 'web-app-opens-the-sample-file',
  title: 'The web app shows the sample file in clear',
  webApp: 'visited',
  async look({ lab }) {
    const page = await lab.webApp.download(`S3//${lab.facts.sampleObject}`);
    const shown = page.kind === 'shown' && page.status === 200 && page.body.length > 0;
    return {
      status: shown ? 'passed' : 'failed',
      expected: 'HTTP 200 with the text of the file',
      observed:
        page.kind === 'shown'
          ? `HTTP ${page.status}, ${page.body.length} characters`
          : `no response (${page.detail})`,
      evidence: 'observed',
    };
  },
} satisfies Check;
