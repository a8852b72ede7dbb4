import type { IncomingMessage } from 'node:http';
import { Busboy } from '@fastify/busboy';

/** The uploaded file, or why there is none. */
export type FormFile =
  | { readonly kind: 'file'; readonly name: string; readonly body: Buffer }
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'too-large' };

/** Maximum bytes: somewhat less than S3 accepts in one request. */
const LARGEST = 60 * 1024 * 1024;

/** Reads the field `file` of a multipart form. The name is the part after the last slash of the browser's file name. */
export async function readForm(request: IncomingMessage): Promise<FormFile> {
  const { headers } = request;
  const type = headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;.*boundary=/i.test(type)) {
    return { kind: 'none', why: 'Content NOT begin with boundary' };
  }
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
    request.pipe(form);
  });
}

const NO_FILE = "Can't create file to write, do you have permission to write?";
