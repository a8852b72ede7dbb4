import type { NormalizedSchema } from '@smithy/core/schema';

/** A source of numbers from 0 up to 1 that repeats itself for the same seed. */
export type Random = () => number;

export function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** Text that every escaping of every protocol has to survive. */
const AWKWARD = ` &<é"'>+ %/=`;

/** The client computes these itself, or refuses made-up ones. */
const LEFT_OUT =
  /Checksum(CRC|SHA|MD5|XXHASH|Algorithm)|CustomerKey|ContentMD5|^ContentLength$|^ExpiresString$/;

const fixed: Readonly<Record<string, string>> = { Bucket: 'my-bucket', SourceRegion: 'eu-west-1' };

/** Any value of the shape: required members always, others by the share given. */
export function sample(shape: NormalizedSchema, random: Random, share: number, depth = 0): unknown {
  const again = (inner: NormalizedSchema) => sample(inner, random, share, depth + 1);
  const { httpHeader, httpPrefixHeaders } = shape.getMergedTraits();
  const inHeader = Boolean(httpHeader || httpPrefixHeaders);
  if (shape.isStructSchema()) return structure(shape, random, share, depth);
  if (shape.isListSchema()) {
    if (inHeader) return ['h1', 'h2'];
    return depth > 6
      ? [again(shape.getValueSchema())]
      : [again(shape.getValueSchema()), again(shape.getValueSchema())];
  }
  if (shape.isMapSchema()) {
    const value = shape.getValueSchema();
    return inHeader ? { 'k-1': 'v1', 'k-2': 'v 2' } : { 'key & 1': again(value), k2: again(value) };
  }
  if (shape.isBooleanSchema()) return random() < 0.5;
  if (shape.isNumericSchema()) return Math.floor(random() * 1000);
  if (shape.isTimestampSchema()) return new Date(1_700_000_000_000 + Math.floor(random() * 1e6) * 1000);
  if (shape.isBlobSchema()) return new Uint8Array([0, 255, Math.floor(random() * 256), 38, 60]);
  const number = Math.floor(random() * 1000);
  return inHeader ? `h${number}` : `s${number}${AWKWARD}`;
}

function structure(
  shape: NormalizedSchema,
  random: Random,
  share: number,
  depth: number,
): Record<string, unknown> {
  const members = [...shape.structIterator()];
  const value = (name: string, member: NormalizedSchema) =>
    member.isStringSchema() && fixed[name] ? fixed[name] : sample(member, random, share, depth + 1);
  if (shape.isUnionSchema()) {
    const [name, member] = members[Math.floor(random() * members.length)]!;
    return { [name]: value(name, member) };
  }
  const required = requiredCount(shape);
  const chosen = members.filter(([name, member], index) => {
    if (LEFT_OUT.test(name) || depth > 8) return false;
    const nested = member.isStructSchema() || member.isListSchema() || member.isMapSchema();
    return index < required || (random() <= share && !(depth > 3 && nested));
  });
  // The query protocols cannot carry an empty structure: give it a member.
  if (depth > 0 && depth < 12 && chosen.length === 0 && members.length > 0) {
    chosen.push(
      members.find(([, member]) => !member.isStructSchema() && !member.isListSchema()) ?? members[0]!,
    );
  }
  return Object.fromEntries(chosen.map(([name, member]) => [name, value(name, member)]));
}

const requiredCount = (shape: NormalizedSchema): number => (shape.getSchema() as unknown as number[])[6] ?? 0;

/** A value in a form that compares by content: no undefined members, bytes as base64, no response metadata. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return { date: value.toISOString() };
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== undefined && name !== '$metadata')
      .map(([name, member]) => [name, plain(member)]),
  );
}

/** Takes out what the client made up itself: idempotency tokens that the caller did not give. */
export function withoutTokens(shape: NormalizedSchema, received: unknown, sent: unknown): unknown {
  if (shape.isListSchema() && Array.isArray(received)) {
    const given = (sent ?? []) as unknown[];
    return received.map((item, index) => withoutTokens(shape.getValueSchema(), item, given[index]));
  }
  if (!shape.isStructSchema() || typeof received !== 'object' || received === null) return received;
  const members = new Map([...shape.structIterator()]);
  const given = (sent ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(received)
      .filter(([name]) => !(members.get(name)?.isIdempotencyToken() && given[name] === undefined))
      .map(([name, value]) => [name, withoutTokens(members.get(name)!, value, given[name])]),
  );
}
