import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { unescape as unescapeHtml } from 'html-escaper';
import { LabError } from '../contract/errors.ts';
import type { Page, WebApp } from '../contract/web-app.ts';
import type { Instance } from './instance.ts';

/** The one object the lab uploads. */
export const SAMPLE_UPLOAD = 'kms-lab-sample-upload.txt';
const TIMEOUT = 15_000;

interface Upload {
  readonly type: string;
  readonly body: string;
}

/** The app's upload form, filled in: RFC 7578. */
const SAMPLE_FORM: Upload = {
  type: 'multipart/form-data; boundary=kms-lab',
  body: [
    '--kms-lab',
    `Content-Disposition: form-data; name="file"; filename="${SAMPLE_UPLOAD}"`,
    'Content-Type: text/plain',
    '',
    'Uploaded by kms-lab, and removed by it.',
    '--kms-lab--',
    '',
  ].join('\r\n'),
};

/** Talks to the page's web app as a browser does; its log is read on the instance. */
export function openWebApp(url: string, instance: Instance): WebApp {
  const get = (path: string) => visit(url, path);
  return {
    url,
    async list() {
      const page = await get('/');
      if (page.kind === 'no-response')
        throw new LabError('ERR_LOOK', `The web app at ${url} gave no list: ${page.detail}.`);
      // The text of a link, `S3//SampleFile-KMS.txt`: the app's addresses are not escaped reliably.
      return [...page.body.matchAll(/<a href="[^"]*">([^<]*)<\/a>/g)].map(([, shown = '']) =>
        unescapeHtml(shown),
      );
    },
    download: (link) => get(`/${link.split('/').map(encodeURIComponent).join('/')}`),
    uploadSample() {
      return visit(url, '/', SAMPLE_FORM);
    },
    log: () => instance.log(),
  };
}

/** With Node's own client, which follows no redirects: the app sends nobody anywhere, and who does is not the app. */
async function visit(url: string, path: string, upload?: Upload): Promise<Page> {
  let answered = false;
  try {
    const response = await send(url, path, upload);
    answered = true;
    return { kind: 'shown', status: response.statusCode ?? 0, body: await text(response) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // An empty reply is the page's "will not respond"; anything else means that there was nobody to ask.
    if (!answered && code === 'ECONNRESET') return { kind: 'no-response', detail: 'empty reply' };
    const what = answered ? `The answer of ${url} broke off` : `Nothing answers at ${url}`;
    throw new LabError('ERR_LOOK', `${what}: ${message}.`, {
      hint: 'is the web app running, and port 80 open to you?',
      cause: error,
    });
  }
}

async function send(url: string, path: string, upload: Upload | undefined): Promise<IncomingMessage> {
  const sent = request(`${url}${path}`, {
    method: upload ? 'POST' : 'GET',
    // An upload's answer links back to where its visitor came from; the app breaks off where it is not told.
    headers: { connection: 'close', referer: `${url}/`, ...(upload ? { 'content-type': upload.type } : {}) },
    signal: AbortSignal.timeout(TIMEOUT),
    agent: false,
  });
  sent.end(upload?.body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}
