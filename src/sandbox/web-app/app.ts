import type { IncomingMessage } from 'node:http';
import type { BodyBudget } from '../body-budget.ts';
import { APP_FOLDER, Disk, LOG_FILE } from '../ssm/disk.ts';
import type { Ec2Instance } from '../world.ts';
import type { AppBucket } from './bucket.ts';
import { readForm } from './form.ts';
import { errorPage, listPage, resultPage } from './pages.ts';
import { contentType, readPath } from './path.ts';

/** The app as it runs on an instance. */
export interface Running {
  readonly instance: Ec2Instance;
  /** As the instance's role; `undefined` if it has none. */
  readonly bucket: AppBucket | undefined;
  /** The bytes of uploads that all apps hold at the same time. */
  readonly bodies: BodyBudget;
}

export interface WebAppResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * Answers like the workshop's program. Throws where the program would raise an exception: its visitor then gets no
 * answer.
 * https://github.com/aws-samples/aws-kms-workshop
 */
export async function answerWebAppRequest(
  request: IncomingMessage,
  running: Running,
): Promise<WebAppResponse> {
  if (!['GET', 'HEAD', 'POST'].includes(request.method ?? '')) {
    return failure(501, `Unsupported method ('${request.method}')`);
  }
  const { bucket } = running;
  if (!bucket) throw new NoCredentialsError();
  return request.method === 'POST' ? upload(request, running, bucket) : show(request, running, bucket);
}

/** botocore's message, if an instance has no role. */
class NoCredentialsError extends Error {
  constructor() {
    super('Unable to locate credentials');
    this.name = 'NoCredentialsError';
  }
}

async function show(request: IncomingMessage, running: Running, bucket: AppBucket): Promise<WebAppResponse> {
  const disk = new Disk(running.instance);
  const asked = readPath(request.url ?? '/');
  switch (asked.kind) {
    case 'list': {
      const files = [...disk.names()].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));
      return html(200, listPage(bucket.name, await bucket.keys(), files));
    }
    case 'object': {
      const copy = `localfile-${asked.key}`;
      const body = await bucket.download(asked.key);
      if (body) disk.write(`${APP_FOLDER}/${copy}`, body, 'write');
      else disk.write(LOG_FILE, 'The S3 object does not exist.\n', 'append');
      return file(disk, copy);
    }
    case 'file':
      return file(disk, asked.path);
  }
}

function file(disk: Disk, path: string): WebAppResponse {
  const body = disk.read(`${APP_FOLDER}/${path}`);
  return body ? { status: 200, type: contentType(path), body } : failure(404, 'File not found');
}

async function upload(
  request: IncomingMessage,
  { bodies, instance }: Running,
  bucket: AppBucket,
): Promise<WebAppResponse> {
  const form = await readForm(request, bodies);
  if (form.kind === 'too-large') return failure(413, 'The file is larger than the sandbox accepts');
  if (form.kind === 'file') await bucket.upload(form.name, form.body, instance.webApp?.keyId ?? '');
  // Whether stored or not, the page links back to the visitor's previous page, and the app fails if the request does
  // not name one.
  const { referer } = request.headers;
  if (referer === undefined) throw new KeyError('referer');
  return form.kind === 'file'
    ? html(200, resultPage(true, `File '${form.name}' upload success!`, referer))
    : html(200, resultPage(false, form.why, referer));
}

/** Python's message. */
class KeyError extends Error {
  constructor(key: string) {
    super(`'${key}'`);
    this.name = 'KeyError';
  }
}

const html = (status: number, body: string): WebAppResponse => ({
  status,
  type: 'text/html; charset=utf-8',
  body,
});

const failure = (status: number, message: string): WebAppResponse => html(status, errorPage(status, message));
