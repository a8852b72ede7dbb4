import { Refusal } from './refusal.ts';
import { type Shape, type TimestampFormat, timestampFormatOf } from './schema.ts';

/** A body as UTF-8, read without copying. */
export const textOf = ({ buffer, byteOffset, byteLength }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('utf8');

/** A scalar as in forms, headers, query strings and XML elements. */
export function toText(shape: Shape, value: unknown, format: TimestampFormat): string {
  if (shape.isTimestampSchema()) return timestampText(value as Date, timestampFormatOf(shape, format));
  if (shape.isBlobSchema()) return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}

export function fromText(shape: Shape, text: string): unknown {
  if (shape.isBooleanSchema()) return booleanFrom(text);
  if (shape.isNumericSchema()) return numberFrom(text);
  if (shape.isTimestampSchema()) return dateFrom(text);
  if (shape.isBlobSchema()) return new Uint8Array(Buffer.from(text, 'base64'));
  return text;
}

function timestampText(date: Date, format: TimestampFormat): string {
  if (format === 'epoch-seconds') return String(date.getTime() / 1000);
  if (format === 'http-date') return date.toUTCString();
  return date.toISOString().replace('.000Z', 'Z');
}

function booleanFrom(text: string): boolean {
  const lower = text.toLowerCase();
  if (lower !== 'true' && lower !== 'false')
    throw new Refusal('malformed-input', `'${text}' is not a boolean`);
  return lower === 'true';
}

function numberFrom(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) {
    throw new Refusal('malformed-input', `'${text}' is not a number`);
  }
  return number;
}

/** Seconds since 1970, ISO 8601 or an HTTP date: clients of the query protocol differ. */
function dateFrom(text: string): Date {
  const date = new Date(/^-?[\d.]+$/.test(text) ? Number(text) * 1000 : text);
  if (Number.isNaN(date.getTime())) throw new Refusal('malformed-input', `'${text}' is not a timestamp`);
  return date;
}
