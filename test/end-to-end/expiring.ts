import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** AWS's answer to an expired token, in the JSON protocols and the XML ones. */
const EXPIRED = 'The security token included in the request is expired';
const JSON_ANSWER = JSON.stringify({ __type: 'ExpiredTokenException', message: EXPIRED });
const XML_ANSWER = `<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>${EXPIRED}</Message></Error></ErrorResponse>`;

/** A proxy between the tool and a sandbox: passes this many requests on, and then says that the token has expired. */
export function expiringAfter(requests: number, endpoint: string) {
  let left = requests;
  return expiringWhere(() => left-- <= 0, endpoint);
}

/** The same for each request of which `hasExpired` says so. */
export async function expiringWhere(hasExpired: (asked: IncomingMessage) => boolean, endpoint: string) {
  let refused = 0;
  const { hostname, port } = new URL(endpoint);
  const server = createServer((asked, answer) => {
    if (!hasExpired(asked)) {
      const { method, url: path, headers } = asked;
      const onward = request({ hostname, port, method, path, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      });
      onward.on('error', (error) => answer.destroy(error));
      asked.pipe(onward);
      return;
    }
    refused += 1;
    asked.resume();
    const isJson = asked.headers['x-amz-target'] !== undefined;
    answer.writeHead(isJson ? 400 : 403, {
      'content-type': isJson ? 'application/x-amz-json-1.1' : 'text/xml',
    });
    answer.end(isJson ? JSON_ANSWER : XML_ANSWER);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port: ours } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${ours}`, refused: () => refused };
}
