import { connect } from 'node:net';

/**
 * The minimum that HTTP needs: bytes prepared once, sent over keep-alive connections, and the length of the answer. A
 * client that did more would measure itself. `ask` resolves to the status; one request at a time per connection.
 */
export class RawClient {
  #idle = [];
  #all = new Set();
  #port;

  constructor(port) {
    this.#port = port;
  }

  async ask(bytes) {
    const connection = this.#idle.pop() ?? this.#open();
    const { status, kept } = await connection.ask(bytes);
    if (kept) this.#idle.push(connection);
    return status;
  }

  close() {
    for (const socket of this.#all) socket.destroy();
  }

  #open() {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#all.add(socket);
    socket.on('close', () => this.#all.delete(socket));
    let waiting;
    let answer = Buffer.alloc(0);
    const settle = (outcome, value) => {
      answer = Buffer.alloc(0);
      waiting?.[outcome](value);
      waiting = undefined;
    };
    socket.on('error', (error) => settle('failed', error));
    socket.on('data', (part) => {
      answer = answer.length > 0 ? Buffer.concat([answer, part]) : part;
      const read = readAnswer(answer);
      if (!read) return;
      if (!read.kept) socket.destroy();
      settle('answered', read);
    });
    socket.on('close', () => settle('failed', new Error('closed before it answered')));
    return {
      ask: (bytes) =>
        new Promise((answered, failed) => {
          waiting = { answered, failed };
          socket.write(bytes);
        }),
    };
  }
}

/** Undefined until it is complete. Neither server sends chunks; moto's closes the connection after each answer. */
function readAnswer(bytes) {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.latin1Slice(0, end).toLowerCase();
  const [, version, status] = /^http\/(1\.\d) (\d{3})/.exec(head) ?? [];
  const [, length] = /\r\ncontent-length: *(\d+)/.exec(head) ?? [];
  if (!status || !length) throw new Error(`no answer that can be read: ${head}`);
  if (bytes.length < end + 4 + Number(length)) return undefined;
  return { status: Number(status), kept: version === '1.1' && !/\r\nconnection: *close/.test(head) };
}

/** A request of the SDK's, as sent. */
export function bytesOf({ method, path, headers, body = '' }) {
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}
