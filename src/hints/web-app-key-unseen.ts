import { UNSEEN_KEY } from '../contract/resource.ts';
import { WEB_APP } from '../contract/web-app-program.ts';
import { missingChange } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { restartWebApp } from './ways.ts';

export default {
  id: 'web-app-key-unseen',
  title: 'The web app was started at its prompt, so the key id that it was given cannot be seen',
  look(attempt) {
    const { before: now, after: wanted } = missingChange(attempt, 'web-app') ?? {};
    if (now?.keyId !== UNSEEN_KEY || !wanted) return undefined;
    return {
      says: `The web app runs, but kms-lab cannot see which key id was typed at its prompt. It should be ${wanted.keyId}.`,
      ...restartWebApp(
        `Stop it, and start it with the key id from the file ${WEB_APP.keyFile}.`,
        attempt.facts,
      ),
    };
  },
} satisfies Mistake;
