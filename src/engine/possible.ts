import type { Change, Resource, ResourceId } from '../contract/resource.ts';
import type { CommandSession } from './session.ts';

/**
 * Throws before the first write if a write would fail as the account is now. Only the first change of each resource
 * is asked about: a later one starts from a document that is not in the account yet.
 */
export async function requirePossible(
  { lab }: Pick<CommandSession, 'lab'>,
  changes: readonly Change[],
): Promise<void> {
  const asked = new Set<ResourceId>();
  for (const { resource, before, after } of changes) {
    if (asked.has(resource)) continue;
    asked.add(resource);
    await (lab.resources[resource] as Resource).possible?.(before, after);
  }
}
