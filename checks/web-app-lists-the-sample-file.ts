import type { Check } from '../src/contract/check.ts';

export default {
  id: 'web-app-lists-the-sample-file',
  title: 'The web app lists the sample file',
  webApp: 'visited',
  async look({ lab }) {
    const link = `S3//${lab.facts.sampleObject}`;
    const links = await lab.webApp.list();
    return {
      status: links.includes(link) ? 'passed' : 'failed',
      expected: `a link ${link}`,
      observed: links.length === 0 ? 'no links' : links.join(', '),
      evidence: 'observed',
    };
  },
} satisfies Check;
