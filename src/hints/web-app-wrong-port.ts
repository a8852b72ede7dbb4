import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { restartWebApp } from './ways.ts';

export default {
  id: 'web-app-wrong-port',
  title: 'The web app listens at another port',
  look(attempt) {
    const { before: now, after: wanted } = missingChange(attempt, 'web-app') ?? {};
    if (!now || !wanted || now.port === wanted.port) return undefined;
    return {
      says: `The web app listens at port ${now.port}. This step wants port ${wanted.port}.`,
      ...restartWebApp(`Stop it, and start it with port ${wanted.port}.`, attempt.facts),
    };
  },
} satisfies Mistake;
