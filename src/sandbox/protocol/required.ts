import type { Members } from './protocol.ts';
import { membersOf, requiredOf, type Shape } from './schema.ts';

/** Paths of the members that the model requires and the input lacks, as AWS writes them: `tags.1.member.tagKey`. */
export function missingMembers(shape: Shape, input: unknown): readonly string[] {
  const missing: string[] = [];
  visit(shape, input, '', missing);
  return missing;
}

function visit(shape: Shape, input: unknown, path: string, missing: string[]): void {
  if (typeof input !== 'object' || input === null) return;
  if (shape.isStructSchema()) visitStructure(shape, input as Members, path, missing);
  else if (shape.isListSchema()) {
    const item = shape.getValueSchema();
    for (const [index, value] of (input as readonly unknown[]).entries()) {
      visit(item, value, `${path}${index + 1}.member.`, missing);
    }
  } else if (shape.isMapSchema()) {
    const item = shape.getValueSchema();
    for (const [key, value] of Object.entries(input)) visit(item, value, `${path}${key}.member.`, missing);
  }
}

function visitStructure(shape: Shape, input: Members, path: string, missing: string[]): void {
  for (const name of requiredOf(shape)) {
    if (input[name] === undefined) missing.push(path + lowerFirst(name));
  }
  for (const [name, member] of membersOf(shape)) {
    const value = input[name];
    if (typeof value === 'object') visit(member, value, `${path}${lowerFirst(name)}.`, missing);
  }
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
