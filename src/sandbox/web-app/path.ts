/** What a request's path asks of the app. */
export type WebAppPath =
  | { readonly kind: 'list' }
  | { readonly kind: 'object'; readonly key: string }
  | { readonly kind: 'file'; readonly path: string };

/**
 * Parses paths like the workshop's app: `.` and `..` are dropped, so none leads out of its folder; if the path has
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

/** Leaves invalid escapes unchanged, like Python. */
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

/** By file name extension. */
export function contentType(name: string): string {
  const [, extension = ''] = /\.([a-z]+)$/i.exec(name) ?? [];
  const type = extension.toLowerCase();
  return (Object.hasOwn(TYPES, type) ? TYPES[type] : undefined) ?? 'application/octet-stream';
}
