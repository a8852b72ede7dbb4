/** What a request's path asks the app for. */
export type WebAppPath =
  | { readonly kind: 'list' }
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'file'; readonly path: string };

/**
 * As the workshop's app reads paths: `.` and `..` are dropped, so none leads out of its folder; where the path has an
 * `S3` anywhere, its last part is the key of an object.
 */
export function readPath(target: string): WebAppPath {
  const [path = ''] = target.split(/[?#]/);
  const parts = unquote(path)
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const last = parts.at(-1);
  if (last === undefined) return { kind: 'list' };
  return parts.some((part) => part.includes('S3'))
    ? { kind: 'object', key: last }
    : { kind: 'file', path: parts.join('/') };
}

/** Lets stand what is no escape, as Python does. */
const unquote = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) =>
    Buffer.from(escapes.replaceAll('%', ''), 'hex').toString('utf8'),
  );

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css',
  csv: 'text/csv',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  py: 'text/plain',
  txt: 'text/plain',
};

/** By the end of the name. */
export function contentType(name: string): string {
  const [, extension = ''] = /\.([a-z]+)$/i.exec(name) ?? [];
  const type = extension.toLowerCase();
  return (Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? 'application/octet-stream';
}
