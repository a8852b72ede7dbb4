import { sampleView } from '../../sample-account.ts';
import type { LabClient } from '../client.ts';

/** No account: the page has the evaluator alone. */
export const offlineClient: LabClient = {
  can: new Set(),
  follow(receive, connected) {
    connected('open');
    receive({ type: 'snapshot', view: sampleView(), told: [], requests: [] });
    return () => {};
  },
  act: async () => ({ exitCode: 1 }),
};
