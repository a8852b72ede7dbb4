import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

export const MIB = 1024 * 1024;

/** Maximum bytes: far more than kms-lab or a person writes, to avoid reading another program's large file into memory. */
const LIMIT = 64 * MIB;

/** What the path leads to cannot be read here; the message says why, as the end of a sentence. */
export class UnfitFile extends Error {}

/** The content of a file. Does not read more than `limit` bytes, or a pipe. Throws the system's error, or `UnfitFile`. */
export async function readFile(path: string, limit: number = LIMIT): Promise<Buffer> {
  const file = await openToRead(path, limit);
  try {
    return await readWithin(file.createReadStream({ autoClose: false }), limit);
  } finally {
    await file.close();
  }
}

/** The same, but not for a device: what is read as a whole and kept must have an end. */
export async function readRegularFile(path: string, limit: number): Promise<Buffer> {
  const file = await openToRead(path, limit);
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new UnfitFile('it is not a regular file');
    // One byte more than its size shows that it has ended. A stream would take 64 KiB of memory for each small file.
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(found.size + 1), 0, found.size + 1, 0);
    if (bytesRead === found.size) return buffer.subarray(0, bytesRead);
    return await readWithin(file.createReadStream({ autoClose: false, start: 0 }), limit);
  } finally {
    await file.close();
  }
}

/** The same for a file that is not read at once. */
export async function openToRead(path: string, limit: number): Promise<FileHandle> {
  // Opening a pipe without a writer would wait forever. Windows has no such flag.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (found.isFIFO() || found.isSocket()) throw new UnfitFile('it is a pipe, not a file');
    requireWithin(found.size, limit);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** All of a stream of unknown length: an answer, or a device. Throws `UnfitFile` if it is longer than `limit` bytes. */
export async function readWithin(stream: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let read = 0;
  for await (const chunk of stream) {
    read += chunk.length;
    requireWithin(read, limit);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function requireWithin(size: number, limit: number): void {
  if (size > limit) throw new UnfitFile(`it is larger than ${inUnits(limit)}`);
}

export const inUnits = (bytes: number): string =>
  bytes < MIB ? `${bytes / 1024} KiB` : `${bytes / MIB} MiB`;
