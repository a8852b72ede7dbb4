import { once } from 'node:events';
import { request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { LabError } from '../../contract/errors.ts';
import type { Remedy } from '../../contract/suggestion.ts';
import type { WebAppPage } from '../../contract/web-app.ts';
import { WEB_APP } from '../../contract/web-app-program.ts';
import { MIB, readWithin, UnfitFile } from '../../disk/read-file.ts';

export interface WebAppUpload {
  readonly type: string;
  readonly body: string;
}

/** Bytes: the largest file that the sandbox's web app accepts. */
const LONGEST_PAGE = 64 * MIB;

/** How far a visit got. */
type Stage = 'on the way' | 'connected' | 'answered';

/**
 * Requests a page like a browser. Uses Node's own client, which does not follow redirects: the app never redirects,
 * so a redirect is not the app's. An empty reply is an answer, the page's “will not respond”; anything else that
 * prevents an answer throws `ERR_LOOK`. `patience`: milliseconds, for the whole page.
 */
export async function visit(
  url: string,
  path: string,
  patience: number,
  upload?: WebAppUpload,
): Promise<WebAppPage> {
  let stage: Stage = 'on the way';
  const deadline = AbortSignal.timeout(patience);
  try {
    const request = url.startsWith('https:') ? requestTls : requestPlain;
    const sent = request(`${url}${path}`, {
      method: upload ? 'POST' : 'GET',
      // The answer to an upload links back to the visitor's previous page; the app fails if the request does not name
      // one.
      headers: {
        connection: 'close',
        referer: `${url}/`,
        ...(upload ? { 'content-type': upload.type } : {}),
      },
      signal: deadline,
      agent: false,
    });
    sent.once('socket', (socket) =>
      socket.once('connect', () => {
        stage = 'connected';
      }),
    );
    sent.end(upload?.body);
    const [response] = await once(sent, 'response');
    stage = 'answered';
    const body = (await readWithin(response, LONGEST_PAGE)).toString();
    return { kind: 'shown', status: response.statusCode ?? 0, body };
  } catch (error) {
    if (error instanceof UnfitFile) {
      const says = `The answer of ${url} is not the web app’s: ${error.message}.`;
      throw new LabError('ERR_LOOK', says, { hint: NAME_IT, cause: error });
    }
    const failure = error as NodeJS.ErrnoException;
    if (isEmptyReply(failure, stage)) return { kind: 'no-response', detail: 'empty reply' };
    const { says, ...remedy } = deadline.aborted
      ? TIMED_OUT[stage](url, `${patience / 1000} s`)
      : explain(failure, stage, url);
    throw new LabError('ERR_LOOK', says, { ...remedy, cause: error });
  }
}

/**
 * The other side ended the connection cleanly and without a byte, which Node calls a hang-up. After the end it may
 * still reset the connection because of unread input, which Linux reports as a broken pipe. A reset that comes first
 * is not from the app: its own server never sends one before the end.
 */
const isEmptyReply = ({ code, syscall }: NodeJS.ErrnoException, stage: Stage): boolean =>
  stage === 'connected' && ((code === 'ECONNRESET' && syscall === undefined) || code === 'EPIPE');

interface Explanation extends Remedy {
  readonly says: string;
}

const OPEN_THE_WAY =
  'let your address in to its port in the instance’s security group, or name the address that leads to it: --web-app-url URL';
const LOOK_AT_IT = `look at ${WEB_APP.log} on the instance, or at the web app’s terminal`;
export const NAME_IT = 'name the address at which the web app answers: --web-app-url URL';

/** Why there is no page. https://nodejs.org/api/errors.html#common-system-errors */
function explain({ code = '', message }: NodeJS.ErrnoException, stage: Stage, url: string): Explanation {
  if (stage === 'answered') {
    return { says: `The answer of ${url} broke off: ${message}.`, hint: LOOK_AT_IT };
  }
  if (code === 'ECONNREFUSED') {
    return {
      says: `Nothing listens at ${url}: the connection was refused.`,
      hint: 'start the web app on the instance',
      next: [{ run: ['explain', 'start-web-app'], why: 'shows how' }],
    };
  }
  if (code === 'ECONNRESET' || code === 'EPIPE') {
    return {
      says: `The connection to ${url} was reset before an answer arrived. That is not the web app’s empty reply, which ends the connection cleanly.`,
      hint: 'check what is in between: a proxy, a firewall, a load balancer',
    };
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return { says: `The name in ${url} is not known here (${code}).`, hint: NAME_IT };
  }
  if (['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].includes(code)) {
    return { says: `${url} cannot be reached from here (${code}).`, hint: OPEN_THE_WAY };
  }
  if (code.startsWith('HPE_')) {
    return { says: `What answers at ${url} is not a web server (${message}).`, hint: NAME_IT };
  }
  return { says: `The web app at ${url} could not be visited: ${message || code}.`, hint: NAME_IT };
}

const TIMED_OUT: { readonly [stage in Stage]: (url: string, seconds: string) => Explanation } = {
  'on the way': (url, seconds) => ({
    says: `${url} does not respond: no connection within ${seconds}, as behind a closed security group.`,
    hint: OPEN_THE_WAY,
  }),
  connected: (url, seconds) => ({
    says: `${url} accepted the connection and gave no answer within ${seconds}. That is not a denial, which ends the connection at once.`,
    hint: LOOK_AT_IT,
  }),
  answered: (url, seconds) => ({
    says: `The answer of ${url} stopped halfway: it was not complete within ${seconds}.`,
    hint: LOOK_AT_IT,
  }),
};
