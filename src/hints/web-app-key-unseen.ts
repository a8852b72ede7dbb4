import { UNSEEN_KEY } from '../contract/resource.ts';
import { missing } from './difference.ts';
import type { Mistake } from './mistake.ts';
import { startWebApp } from './ways.ts';

export default {
  id: 'web-app-key-unseen',
  title: 'The web app was started at its prompt, where nobody can read which key it was given',
  look(attempt) {
    const { before: now, after: wanted } = missing(attempt, 'web-app') ?? {};
    if (now?.keyId !== UNSEEN_KEY || !wanted) return undefined;
    return {
      says: `The web app runs, but which key id was typed at its prompt cannot be seen from here. It should be ${wanted.keyId}.`,
      ...startWebApp('Stop it (Ctrl-C) and give it the key id from a file.', attempt.facts, wanted.port),
    };
  },
} satisfies Mistake;
