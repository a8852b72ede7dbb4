import type { Members } from './protocol.ts';
import { membersOf, requiredOf, type Shape } from './schema.ts';

/** Paths of the members that the model requires and the input lacks, as AWS writes them: `tags.1.member.tagKey`. */
export function missingMembers(
  shape: Shape,
  input: unknown,
  path: readonly string[] = [],
): readonly string[] {
  if (input === undefined || input === null) return [];
  if (shape.isStructSchema()) return missingInStructure(shape, input as Members, path);
  if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    return (input as readonly unknown[]).flatMap((value, index) =>
      missingMembers(item, value, [...path, String(index + 1), 'member']),
    );
  }
  if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    return Object.entries(input).flatMap(([key, value]) =>
      missingMembers(item, value, [...path, key, 'member']),
    );
  }
  return [];
}

function missingInStructure(shape: Shape, input: Members, path: readonly string[]): readonly string[] {
  const absent = requiredOf(shape).filter((name) => input[name] === undefined);
  const within = [...membersOf(shape)].flatMap(([name, member]) =>
    missingMembers(member, input[name], [...path, lowerFirst(name)]),
  );
  return [...absent.map((name) => [...path, lowerFirst(name)].join('.')), ...within];
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
