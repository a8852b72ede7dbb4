import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import type { Canned } from './canned.ts';

export interface Passing {
  /** `TrentService.Encrypt`; of IAM and STS the `Action` of the form. */
  readonly operation: string;
  readonly accessKeyId: string;
  readonly body: string;
}

/**
 * An endpoint before another one. It answers itself what `instead` has an answer for, hands on the rest as it came, the host
 * that its clients signed included, and tells what the other one answered, or changes it.
 */
export async function openProxy(
  to: string,
  {
    instead,
    told,
    changed = (_passing, body) => body,
  }: {
    readonly instead?: (passing: Passing) => Canned | undefined;
    readonly told?: (passing: Passing, body: string) => void;
    readonly changed?: (passing: Passing, body: string) => string;
  },
): Promise<string> {
  const { hostname, port } = new URL(to);
  const server = createServer(async (incoming, outgoing) => {
    const body = await buffer(incoming);
    const passing = passingOf(incoming, body.toString());
    const own = instead?.(passing);
    if (own) {
      outgoing.writeHead(own.status, own.headers).end(own.body);
      return;
    }
    const { method, url: path, headers } = incoming;
    const sent = request({ hostname, port, method, path, headers }, async (answer) => {
      const answered = (await buffer(answer)).toString();
      told?.(passing, answered);
      const { 'content-length': _, 'x-amz-crc32': __, ...rest } = answer.headers;
      outgoing.writeHead(answer.statusCode ?? 500, rest).end(changed(passing, answered));
    });
    sent.on('error', () => outgoing.destroy());
    sent.end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function passingOf({ headers }: IncomingMessage, body: string): Passing {
  const target = headers['x-amz-target'];
  const [, accessKeyId = ''] = /Credential=(\w+)\//.exec(headers.authorization ?? '') ?? [];
  return { operation: String(target ?? new URLSearchParams(body).get('Action') ?? ''), accessKeyId, body };
}
