import { createHash } from 'node:crypto';

/**
 * A digest of what a file was saved with, in the file itself. It finds damage, and an edit by hand or by a program
 * that does not know of it. It does not stop a person who may write the folder: the digest can be made again.
 */

/** What a file's digest says: it is as it was saved, it was changed since, or it has no digest. */
export type Seal = 'intact' | 'broken' | 'none';

/** The same content, with its digest. */
export const sealed = <Content extends object>(content: Content): Content & { readonly digest: string } => ({
  ...content,
  digest: digestOf(content),
});

/** `content`: as read from the file. */
export function sealOf(content: object): Seal {
  const { digest, ...rest } = content as { readonly digest?: unknown };
  if (digest === undefined) return 'none';
  return digest === digestOf(rest) ? 'intact' : 'broken';
}

/** Of the values: not of the order of members, or of spaces between them. */
const digestOf = (content: object): string =>
  `sha256:${createHash('sha256').update(JSON.stringify(content, inOrder)).digest('hex')}`;

const inOrder = (_: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;
