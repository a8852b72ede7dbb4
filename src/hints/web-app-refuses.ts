import { WEB_APP } from '../contract/web-app-program.ts';
import { documentsAreRight } from './difference.ts';
import type { Mistake } from './mistake.ts';

export default {
  id: 'web-app-refuses',
  title: 'The instance answers, but nothing listens at the port of the web app',
  look(attempt) {
    const { url, knock } = attempt.elsewhere.webApp;
    if (!documentsAreRight(attempt) || !attempt.now['web-app'] || knock !== 'refused') return undefined;
    return {
      says: `The connection to ${url} is refused: nothing listens there. The web app is still starting, or it has ended.`,
      do: `Look at its terminal, or at ${WEB_APP.log}: “Address already in use” means that another program uses the port.`,
    };
  },
} satisfies Mistake;
