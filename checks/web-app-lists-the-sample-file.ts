import type { Check, Verdict } from '../src/contract/check.ts';
import { SAMPLE_IS_WRONG } from './web-app.ts';

function judge(listed: boolean, seen: Omit<Verdict, 'status'>): Verdict {
  return listed ? { status: 'passed', ...seen } : { status: 'failed', next: SAMPLE_IS_WRONG, ...seen };
}

export default {
  id: 'web-app-lists-the-sample-file',
  title: 'The web app lists the sample file',
  webApp: 'visited',
  decidedBy: ['web-app'],
  async look({ lab }) {
    const link = `S3//${lab.facts.sampleObject}`;
    const links = await lab.webApp.list();
    return judge(links.includes(link), {
      expected: `a link ${link}`,
      observed: links.length === 0 ? `no links at ${lab.webApp.url}` : links.join(', '),
      evidence: 'observed',
    });
  },
  predict({ webApp: { list, sample, sampleObject } }) {
    const expected = 'a link to the sample file';
    const evidence = 'evaluated';
    // The app's page is a list of the bucket: without the list, there is no page.
    if (list.outcome !== 'allowed') return { status: 'failed', expected, observed: list.because, evidence };
    if (sample === 'unreadable') return undefined;
    const observed = sample === 'missing' ? `the bucket has no ${sampleObject}` : list.because;
    return judge(sample !== 'missing', { expected, observed, evidence });
  },
} satisfies Check;
