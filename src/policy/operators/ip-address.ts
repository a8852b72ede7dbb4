import { type ConditionOperator, not, type Operators } from './operator.ts';

type Bytes = readonly number[];

/**
 * IPv4 and IPv6 in CIDR form; without a prefix length, a single address. The two families never match each other.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
const ipAddress: ConditionOperator = {
  compare({ text }) {
    const [address = '', length, ...rest] = text.split('/');
    const network = bytesOf(address);
    if (!network || rest.length > 0) return undefined;
    const bits = length === undefined ? network.length * 8 : decimal(length, network.length * 8);
    return bits === undefined ? undefined : (asked) => isWithin(bytesOf(asked), network, bits);
  },
};

export const IP_ADDRESS: Operators = { IpAddress: ipAddress, NotIpAddress: not(ipAddress) };

function isWithin(address: Bytes | undefined, network: Bytes, bits: number): boolean {
  if (address?.length !== network.length) return false;
  return network.every((byte, index) => {
    const shift = 8 - Math.min(8, Math.max(0, bits - index * 8));
    return byte >> shift === (address[index] ?? 0) >> shift;
  });
}

const bytesOf = (text: string): Bytes | undefined => (text.includes(':') ? v6(text) : v4(text));

function v4(text: string): Bytes | undefined {
  const bytes = text.split('.').map((part) => decimal(part, 255));
  return bytes.length === 4 && bytes.every((byte) => byte !== undefined) ? bytes : undefined;
}

/** `2001:db8::1`, also with an IPv4 tail (`::ffff:192.0.2.1`). */
function v6(text: string): Bytes | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const front = groups(head);
  const back = tail === undefined ? [] : groups(tail);
  if (!front || !back) return undefined;
  const missing = 16 - front.length - back.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return undefined;
  return [...front, ...new Array<number>(missing).fill(0), ...back];
}

function groups(text: string): Bytes | undefined {
  if (text === '') return [];
  const parts = text.split(':');
  const bytes: number[] = [];
  for (const [index, part] of parts.entries()) {
    const embedded = index === parts.length - 1 && part.includes('.') ? v4(part) : undefined;
    if (!embedded && !/^[0-9a-fA-F]{1,4}$/.test(part)) return undefined;
    const group = Number.parseInt(part, 16);
    bytes.push(...(embedded ?? [group >> 8, group & 255]));
  }
  return bytes;
}

const decimal = (text: string, most: number): number | undefined =>
  /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= most ? Number(text) : undefined;
