import type { Check } from '../src/contract/check.ts';

export default {
  id: 'web-app-accepts-an-upload',
  title: 'The web app stores an upload under the key',
  webApp: 'visited',
  async look({ lab }) {
    const page = await lab.webApp.uploadSample();
    return {
      status: page.kind === 'shown' && page.status === 200 ? 'passed' : 'failed',
      expected: 'HTTP 200',
      observed: page.kind === 'shown' ? `HTTP ${page.status}` : `no response (${page.detail})`,
      evidence: 'observed',
    };
  },
} satisfies Check;
