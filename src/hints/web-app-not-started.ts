import { WEB_APP } from '../contract/web-app-program.ts';
import { missing } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { startWebApp } from './ways.ts';

export default {
  id: 'web-app-not-started',
  title: 'The web app is not running',
  look(attempt) {
    const change = missing(attempt, 'web-app');
    if (!change?.after || change.before) return undefined;
    return {
      says: `No ${WEB_APP.program} is running on ${attempt.facts.instance.id}. It runs in the foreground: closing its terminal ends it.`,
      ...startWebApp('Start it.', attempt.facts, change.after.port),
    };
  },
} satisfies Mistake;
