import { request } from 'node:http';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unescape as unescapeHtml } from 'html-escaper';
import { Lender } from '../../../src/sandbox/credentials.ts';
import { admit } from '../../../src/sandbox/handle.ts';
import { identify } from '../../../src/sandbox/identify.ts';
import { judge } from '../../../src/sandbox/judge.ts';
import { listen } from '../../../src/sandbox/server.ts';
import { openWebAppHost } from '../../../src/sandbox/web-app/host.ts';
import type { ManagedPolicy } from '../../../src/sandbox/world.ts';
import { HOME, NOW, openHome } from '../home.ts';

export const Bucket = `kmsworkshop-${HOME}`;
export const SAMPLE = 'SampleFile-KMS.txt';
export const closing: (() => Promise<void>)[] = [];
/** Closes what the tests opened, the last first. */
export async function closeAll() {
  for (const close of closing.splice(0).reverse()) await close();
}

/** A bug of the server is one of the test. */
export const thrown = (error: unknown): never => {
  throw error;
};

/** The sandbox's S3 and the web app on sockets of their own, with real decisions. */
export async function open({ running = true } = {}) {
  const home = openHome();
  const { account, home: ours, world } = home;
  const lender = new Lender(world, () => NOW);
  const saved: string[] = [];
  const touched: string[] = [];
  const server = await listen({
    failed: thrown,
    admit: admit({ ...account, judge, identify: (id) => identify(world, id, NOW, lender.sessions) }),
    port: 0,
  });
  closing.push(server.close);
  const instance = Object.values(ours.instances)[0]!;
  const [key] = Object.values(ours.keys);
  if (running) instance.webApp = { keyId: key!.id, port: 80, started: NOW.toISOString() };
  const host = await openWebAppHost({
    world,
    failed: thrown,
    endpoint: server.endpoint,
    credentialsOf: (id) => lender.ofInstance(id),
    async save(accountId) {
      saved.push(instance.webAppLog);
      touched.push(accountId);
    },
    now: () => NOW,
  });
  closing.push(host.close);
  const s3 = home.client(S3Client);
  const put = (Key: string, Body = 'clear') =>
    s3.send(
      new PutObjectCommand({ Bucket, Key, Body, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key!.id }),
    );
  const visit = (path: string, init: RequestInit = {}) =>
    fetch(`${host.url}${path}`, { headers: { referer: `${host.url}/` }, ...init });
  const upload = (name: string, content: string | Uint8Array<ArrayBuffer>, field = 'file') => {
    const body = new FormData();
    body.append(field, new Blob([content]), name);
    return visit('/', { method: 'POST', body });
  };
  const links = async () =>
    [...(await (await visit('/')).text()).matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(
      ([, href = '', text = '']) => ({ href: unescapeHtml(href), text: unescapeHtml(text) }),
    );
  return { ...home, host, instance, key: key!, s3, put, visit, upload, links, saved, touched };
}

/** Why there was no answer: `UND_ERR_SOCKET` is an empty reply, `ECONNREFUSED` means that nothing listens. */
export const noAnswer = (visit: Promise<Response>) =>
  visit.then(
    ({ status }) => status,
    ({ cause }: { cause: { code: string } }) => cause.code,
  );

/** The first exercise of the page: strips an action from the policy the workshop gave the role. */
export function strip(policies: Record<string, ManagedPolicy>, action: string) {
  const policy = Object.values(policies).find(({ name }) => name === 'KMSWorkshop-AdditionalPermissions')!;
  policy.versions.v1!.document = JSON.parse(
    JSON.stringify(policy.versions.v1!.document).replace(`"${action}",`, ''),
  );
}

/** A request whose path and headers are sent unchanged. */
export const raw = (
  url: string,
  { path, headers = {} }: { path: string; headers?: Record<string, string> },
) =>
  new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path, headers }, async (response) => {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part as Buffer);
      resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() });
    })
      .on('error', reject)
      .end();
  });
