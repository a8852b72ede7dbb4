import { WEB_APP } from '../contract/web-app-program.ts';
import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'web-app-refuses',
  title: 'The instance answers, but nothing listens at the web app’s port',
  look(attempt) {
    const { url, knock } = attempt.elsewhere.webApp;
    if (!documentsAreRight(attempt) || !attempt.now['web-app'] || knock !== 'refused') return undefined;
    return {
      says: `The connection to ${url} is refused: the way there is open, but nothing listens. The web app is starting, or it has just ended.`,
      do: `Look at its terminal, or at ${WEB_APP.log}: “Address already in use” means that another program has the port.`,
    };
  },
} satisfies Mistake;
