import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { MIB } from '../../disk/read-file.ts';
import type { BodyBudget } from '../body-budget.ts';
import { readBody } from '../read-body.ts';

/** The uploaded file, or why there is none. */
export type FormFile =
  | { readonly kind: 'file'; readonly name: string; readonly body: Buffer }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'too-large' };

/** Maximum bytes: somewhat less than S3 accepts in one request. */
const LARGEST = 60 * MIB;
/** Bytes of the form around the file. */
const AROUND = MIB;

/** Reads the field `file` of a multipart form. The name is the part after the last slash of the browser's file name. */
export async function readForm(request: IncomingMessage, bodies: BodyBudget): Promise<FormFile> {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    return { kind: 'none', why: 'Content NOT begin with boundary' };
  }
  const read = await readBody(request, LARGEST + AROUND, bodies);
  if (read === 'too-large') return { kind: 'too-large' };
  if (typeof read === 'string') throw new SenderGone();
  try {
    return await fileIn(read.body, headers, type);
  } finally {
    read.release();
  }
}

/** What the sender would see of it is an empty reply. */
class SenderGone extends Error {
  constructor() {
    super('[Errno 104] Connection reset by peer');
    this.name = 'ConnectionResetError';
  }
}

function fileIn(body: Buffer, headers: IncomingHttpHeaders, type: string): Promise<FormFile> {
  const form = new Busboy({
    headers: { ...headers, 'content-type': type },
    preservePath: true,
    limits: { fileSize: LARGEST, files: 1 },
  });
  let found: FormFile = { kind: 'none', why: "Can't find out file name..." };
  form.on('file', (field, stream, filename) => {
    const name = (filename ?? '').split('/').at(-1) ?? '';
    const parts: Buffer[] = [];
    stream.on('data', (part: Buffer) => parts.push(part));
    stream.on('end', () => {
      if (stream.truncated) found = { kind: 'too-large' };
      else if (field !== 'file' || name === '') return;
      else if (name === '.' || name === '..') found = { kind: 'none', why: NO_FILE };
      else found = { kind: 'file', name, body: Buffer.concat(parts) };
    });
  });
  return new Promise((resolve) => {
    form.on('error', () => resolve({ kind: 'none', why: 'Unexpect Ends of data.' }));
    form.on('finish', () => resolve(found));
    form.end(body);
  });
}

const NO_FILE = "Can't create file to write, do you have permission to write?";
