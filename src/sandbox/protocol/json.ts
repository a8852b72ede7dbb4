import { dictionary } from '../dictionary.ts';
import { boundedItems } from './items.ts';
import { Refusal } from './refusal.ts';
import { membersOf, type Shape, timestampFormatOf } from './schema.ts';

/**
 * A parsed JSON value in the shape's types: base64 becomes bytes, timestamps become dates; unknown members are left
 * out.
 */
export function fromJson(shape: Shape, value: unknown): unknown {
  if (shape.isStructSchema()) return structure(shape, objectOf(value), fromJson);
  if (shape.isMapSchema()) return mapped(entriesOf(value), (item) => fromJson(shape.getValueSchema(), item));
  if (shape.isListSchema()) return arrayOf(value).map((item) => fromJson(shape.getValueSchema(), item));
  if (shape.isBlobSchema()) return new Uint8Array(Buffer.from(typed('string', value), 'base64'));
  if (shape.isTimestampSchema()) return dateOf(value);
  if (shape.isStringSchema()) return typed('string', value);
  if (shape.isNumericSchema()) return typed('number', value);
  if (shape.isBooleanSchema()) return typed('boolean', value);
  return value;
}

/** The reverse. Timestamps are seconds since 1970, unless the model says otherwise. */
export function toJson(shape: Shape, value: unknown): unknown {
  if (shape.isStructSchema()) return structure(shape, value as Dictionary, toJson);
  if (shape.isMapSchema())
    return mapped(Object.entries(value as Dictionary), (item) => toJson(shape.getValueSchema(), item));
  if (shape.isListSchema()) return (value as unknown[]).map((item) => toJson(shape.getValueSchema(), item));
  if (shape.isBlobSchema()) return Buffer.from(value as Uint8Array).toString('base64');
  if (shape.isTimestampSchema()) return timestamp(shape, value as Date);
  return value;
}

type Dictionary = Readonly<Record<string, unknown>>;
type Convert = (shape: Shape, value: unknown) => unknown;

/** A null member counts as absent. */
function structure(shape: Shape, value: Dictionary, convert: Convert): Dictionary {
  const converted: Record<string, unknown> = {};
  for (const [name, member] of membersOf(shape)) {
    const given = value[name];
    if (given !== undefined && given !== null) converted[name] = convert(member, given);
  }
  return converted;
}

type Entry = readonly [key: string, item: unknown];

const mapped = (entries: readonly Entry[], convert: (item: unknown) => unknown): Dictionary =>
  dictionary(entries.map(([key, item]) => [key, convert(item)]));

const entriesOf = (value: unknown): readonly Entry[] => boundedItems(Object.entries(objectOf(value)));

function timestamp(shape: Shape, date: Date): number | string {
  const format = timestampFormatOf(shape, 'epoch-seconds');
  if (format === 'epoch-seconds') return date.getTime() / 1000;
  return format === 'http-date' ? date.toUTCString() : date.toISOString();
}

function dateOf(value: unknown): Date {
  const date = new Date(typeof value === 'number' ? Math.round(value * 1000) : typed('string', value));
  return Number.isNaN(date.getTime()) ? malformed(value) : date;
}

interface Typed {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
}

const typed = <T extends keyof Typed>(type: T, value: unknown): Typed[T] =>
  typeof value === type ? (value as Typed[T]) : malformed(value);

const arrayOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? boundedItems(value) : malformed(value);

const objectOf = (value: unknown): Dictionary =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Dictionary)
    : malformed(value);

function malformed(value: unknown): never {
  throw new Refusal(
    'malformed-input',
    `${value === null ? 'null' : typeof value} can not be converted to the member's type`,
  );
}
