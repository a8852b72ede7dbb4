/** Numbers that look random and are the same each time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
export function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

const BYTES = [
  0x00, 0x09, 0x0a, 0x0d, 0x1b, 0x22, 0x2c, 0x30, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x7f, 0x80, 0xc3, 0xe2,
  0xff,
];
const VALUES = [
  'null',
  '-1',
  '1e999',
  '""',
  '[]',
  '{}',
  'true',
  '"$(reboot)"',
  '"\\u0000\\u202e"',
  '{"__proto__":{}}',
  '[[[[]]]]',
];

type Roll = ReturnType<typeof dice>;
type Spoil = (bytes: Buffer, roll: Roll) => Buffer;

const at = (bytes: Buffer, roll: Roll): number => roll(bytes.length);

/** Ways to spoil a JSON file: cut off, a byte changed or put in or left out, a value or a name replaced. */
export const SPOILS: readonly Spoil[] = [
  (bytes, roll) => bytes.subarray(0, at(bytes, roll)),
  (bytes, roll) => {
    const copy = Buffer.from(bytes);
    copy[at(bytes, roll)] = BYTES[roll(BYTES.length)]!;
    return copy;
  },
  (bytes, roll) => {
    const place = at(bytes, roll);
    return Buffer.concat([
      bytes.subarray(0, place),
      Buffer.of(BYTES[roll(BYTES.length)]!),
      bytes.subarray(place),
    ]);
  },
  (bytes, roll) => {
    const place = at(bytes, roll);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + 1 + roll(40))]);
  },
  (bytes, roll) => {
    const text = bytes.toString();
    const values = [...text.matchAll(/:\s*("(?:[^"\\]|\\.)*"|\d+|true|false)/g)];
    const { index, 0: found } = values[roll(values.length)]!;
    return Buffer.from(
      `${text.slice(0, index)}:${VALUES[roll(VALUES.length)]}${text.slice(index + found.length)}`,
    );
  },
  (bytes, roll) => {
    const text = bytes.toString();
    const names = [...text.matchAll(/"([A-Za-z-]+)":/g)];
    const { index, 1: name = '' } = names[roll(names.length)]!;
    return Buffer.from(`${text.slice(0, index)}"${name}x":${text.slice(index + name.length + 3)}`);
  },
];
