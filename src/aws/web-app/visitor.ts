import { unescape as unescapeHtml } from 'html-escaper';
import { LabError } from '../../contract/errors.ts';
import type { WebApp } from '../../contract/web-app.ts';
import { requireVisitable } from '../find/address.ts';
import { type FindResult, required } from '../find/found.ts';
import type { InstanceCommands } from './commands.ts';
import { NAME_IT, visit, type WebAppUpload } from './visit.ts';

/** The one object that the lab uploads. */
export const SAMPLE_UPLOAD = 'kms-lab-sample-upload.txt';
/** Milliseconds. */
const PATIENCE = 15_000;

/** The app's upload form, filled in: RFC 7578. */
const SAMPLE_FORM: WebAppUpload = {
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

/** Talks to the page's web app like a browser; reads its log on the instance. */
export function openWebApp(
  address: FindResult<string>,
  instance: Pick<InstanceCommands, 'log'>,
  patience: number = PATIENCE,
): WebApp {
  const url = address.kind === 'found' ? address.is : 'http://<address of the instance>';
  const go = async (path: string, upload?: WebAppUpload) =>
    visit(requireVisitable(await required(Promise.resolve(address))), path, patience, upload);
  const get = (path: string) => go(path);
  return {
    url,
    async list() {
      const page = await get('/');
      if (page.kind === 'no-response')
        throw new LabError('ERR_LOOK', `The web app at ${url} gave no list: ${page.detail}.`, {
          hint: 'its log says why',
          next: [{ run: ['verify'], why: 'asks again' }],
        });
      if (page.status !== 200)
        throw new LabError(
          'ERR_LOOK',
          `${url} answers HTTP ${page.status} and not with the web app’s list.`,
          {
            hint: NAME_IT,
          },
        );
      // The text of a link, `S3//SampleFile-KMS.txt`: the app does not escape its addresses reliably.
      return [...page.body.matchAll(/<a href="[^"]*">([^<]*)<\/a>/g)].map(([, shown = '']) =>
        unescapeHtml(shown),
      );
    },
    download: (link) => get(`/${link.split('/').map(encodeURIComponent).join('/')}`),
    uploadSample() {
      return go('/', SAMPLE_FORM);
    },
    log: () => instance.log(),
  };
}
