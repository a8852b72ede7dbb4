import { connect } from 'node:net';

export interface Answer {
  readonly status: number;
  /** AWS's code, from any form of error. */
  readonly code: string | undefined;
  readonly text: string;
}

/** Milliseconds after which a silent server counts as hanging. */
const PATIENCE = 120_000;

/** Sends the bytes unchanged, over a separate connection. `undefined` if it was closed without an answer. */
export function send(endpoint: string, bytes: Buffer | string): Promise<Answer | undefined> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((answered, hung) => {
    const socket = connect(Number(port), hostname);
    const parts: Buffer[] = [];
    socket.setTimeout(PATIENCE, () => {
      socket.destroy();
      hung(new Error(`no answer in ${PATIENCE} ms`));
    });
    socket.on('data', (part) => parts.push(part));
    // A server that has sent its whole answer need not read the rest.
    socket.on('error', () => {});
    socket.on('close', () => answered(read(Buffer.concat(parts).toString('latin1'))));
    socket.write(bytes);
  });
}

function read(response: string): Answer | undefined {
  const [, status] = /^HTTP\/1\.[01] (\d{3}) /.exec(response.replace(/^HTTP\/1\.1 100 .*\r\n\r\n/, '')) ?? [];
  if (status === undefined) return undefined;
  const text = response.slice(response.indexOf('\r\n\r\n') + 4);
  const [, inXml, inJson] = /<Code>([^<]+)|"__type":"([^"]+)/.exec(text) ?? [];
  return { status: Number(status), code: inXml ?? inJson, text };
}

/** A request to be altered byte by byte. */
export interface Draft {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: Buffer;
}

/** As sent, requesting an answer and the end of the connection. Headers are UTF-8, as in AWS. */
export function bytesOf({ method, target, headers, body }: Draft): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  const length = `content-length: ${body.length}\r\nconnection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}${length}`), body]);
}
