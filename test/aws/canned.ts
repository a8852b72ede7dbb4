import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { openClients } from '../../src/aws/client/clients.ts';
import type { AwsTarget } from '../../src/aws/client/target.ts';

export interface Canned {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Of KMS and SSM. */
export const json = (body: object, status = 200): Canned => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(body),
});
export const jsonError = (code: string, message = '', status = 400): Canned =>
  json({ __type: code, message }, status);

/** Of IAM, STS and EC2: the members of the answer as XML. */
export const xml = (operation: string, members: string): Canned => ({
  status: 200,
  headers: { 'content-type': 'text/xml' },
  body: `<${operation}Response><${operation}Result>${members}</${operation}Result></${operation}Response>`,
});
export const xmlError = (code: string, message = '', status = 400): Canned => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

export interface Asked {
  /** `PutKeyPolicy`; for S3 its method, `HEAD`. */
  readonly operation: string;
  readonly body: string;
  /** The region that it was signed for. */
  readonly region: string;
  readonly agent: string;
  /** The number of this request, counted from 1. */
  readonly nth: number;
}

/** What the sandbox cannot simulate of AWS: one endpoint that gives the configured answers to the lab's own clients. */
export async function canned(answer: (asked: Asked) => Canned) {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const [, , region = ''] = request.headers.authorization?.split('Credential=')[1]?.split('/') ?? [];
    const { 'user-agent': agent = '' } = request.headers;
    const now = { operation: operationOf(request, body), body, region, agent, nth: asked.length + 1 };
    asked.push(now);
    const { status, headers, body: text } = answer(now);
    response.writeHead(status, headers).end(text);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const target: AwsTarget = {
    name: 'aws',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIAALICE', secretAccessKey: 'alice-secret' },
    actAs: async () => ({}),
  };
  const connections = (): Promise<number> =>
    new Promise((counted, failed) => {
      server.getConnections((error, count) => (error ? failed(error) : counted(count)));
    });
  return { target, clients: openClients(target), asked, url: target.endpoint!, connections };
}

function operationOf({ method = '', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  return String(target ?? '').split('.')[1] ?? new URLSearchParams(body).get('Action') ?? method;
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
