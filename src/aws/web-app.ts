import { unescape as unescapeHtml } from 'html-escaper';
import { LabError } from '../contract/errors.ts';
import type { Page, WebApp } from '../contract/web-app.ts';
import type { Instance } from './instance.ts';

/** The one object the lab uploads. */
export const SAMPLE_UPLOAD = 'kms-lab-sample-upload.txt';
const TIMEOUT = 15_000;

/** Talks to the page's web app as a browser does; its log is read on the instance. */
export function openWebApp(url: string, instance: Instance): WebApp {
  const get = (path: string) => visit(url, path, {});
  return {
    url,
    async list() {
      const page = await get('/');
      if (page.kind === 'no-response')
        throw new LabError('ERR_LOOK', `The web app at ${url} gave no list: ${page.detail}.`);
      // The text of a link, `S3//SampleFile-KMS.txt`: the app's addresses are not escaped reliably.
      return [...page.body.matchAll(/<a href="[^"]*">([^<]*)<\/a>/g)].map(([, text = '']) =>
        unescapeHtml(text),
      );
    },
    download: (link) => get(`/${link.split('/').map(encodeURIComponent).join('/')}`),
    uploadSample() {
      const body = new FormData();
      body.append('file', new Blob(['Uploaded by kms-lab, and removed by it.\n']), SAMPLE_UPLOAD);
      return visit(url, '/', { method: 'POST', body });
    },
    log: () => instance.log(),
  };
}

async function visit(url: string, path: string, init: RequestInit): Promise<Page> {
  let answered = false;
  try {
    const response = await fetch(`${url}${path}`, {
      ...init,
      // The app sends nobody anywhere: who does is not the app.
      redirect: 'manual',
      // An upload's answer links back to where its visitor came from; the app breaks off where it is not told.
      headers: { connection: 'close', referer: `${url}/` },
      signal: AbortSignal.timeout(TIMEOUT),
    });
    answered = true;
    return { kind: 'shown', status: response.status, body: await response.text() };
  } catch (error) {
    const { code, message } = ((error as Error).cause ?? error) as { code?: string; message: string };
    // An empty reply is the page's "will not respond"; anything else means that there was nobody to ask.
    if (!answered && (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET'))
      return { kind: 'no-response', detail: 'empty reply' };
    const what = answered ? `The answer of ${url} broke off` : `Nothing answers at ${url}`;
    throw new LabError('ERR_LOOK', `${what}: ${message}.`, {
      hint: 'is the web app running, and port 80 open to you?',
      cause: error,
    });
  }
}
