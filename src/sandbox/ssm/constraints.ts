import { ServiceError } from '../operation.ts';

/** The constraints in the model of Systems Manager on the members of its inputs. */
interface Constraint {
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  /** Of each item of a list of texts. */
  readonly each?: RegExp;
}

const NODE = /(^i-(\w{8}|\w{17})$)|(^mi-\w{17}$)/;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_Operations.html */
const CONSTRAINTS: Readonly<Record<string, Constraint>> = {
  CommandId: { min: 36, max: 36 },
  InstanceId: { pattern: NODE },
  InstanceIds: { max: 50, each: NODE },
  Name: { min: 1, max: 2048 },
  TimeoutSeconds: { min: 30, max: 2_592_000 },
  Comment: { max: 100 },
};

/** Throws ValidationException for members that the model does not allow. `more`: those of this operation alone. */
export function refuseInvalidSsm(input: object, more: Readonly<Record<string, Constraint>> = {}): void {
  const all = { ...CONSTRAINTS, ...more };
  const wrong = Object.entries(input).flatMap(([member, value]) => {
    const constraint = Object.hasOwn(all, member) ? all[member] : undefined;
    const rule = constraint && brokenRule(value, constraint);
    return rule ? [violation(member, value, rule)] : [];
  });
  if (wrong.length === 0) return;
  const errors = `${wrong.length} validation error${wrong.length > 1 ? 's' : ''} detected`;
  throw new ServiceError('ValidationException', `${errors}: ${wrong.join('; ')}`);
}

function brokenRule(value: unknown, { min, max, pattern, each }: Constraint): string | undefined {
  const [size, property] =
    typeof value === 'number' ? [value, 'value'] : [(value as { length: number }).length, 'length'];
  if (min !== undefined && size < min) return `have ${property} greater than or equal to ${min}`;
  if (max !== undefined && size > max) return `have ${property} less than or equal to ${max}`;
  if (each && !(value as readonly string[]).every((item) => each.test(item))) {
    return `satisfy constraint: [Member must satisfy regular expression pattern: ${each.source}]`;
  }
  if (!pattern || pattern.test(String(value))) return undefined;
  return `satisfy regular expression pattern: ${pattern.source}`;
}

function violation(member: string, value: unknown, rule: string): string {
  const shown = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  return `Value '${shown}' at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: Member must ${rule}`;
}
