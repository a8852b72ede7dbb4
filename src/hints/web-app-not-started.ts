import { WEB_APP } from '../contract/web-app-program.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { startWebApp } from './ways.ts';

export default {
  id: 'web-app-not-started',
  title: 'The web app is not running',
  look(attempt) {
    const change = missingChange(attempt, 'web-app');
    if (!change?.after || change.before) return undefined;
    return {
      says: `${WEB_APP.program} is not running on ${attempt.facts.instance.id}. If you started it in a terminal, closing the terminal ended it.`,
      ...startWebApp('Start it.', attempt.facts, change.after.port),
    };
  },
} satisfies Mistake;
