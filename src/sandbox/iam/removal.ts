import type { Group } from '../world.ts';
import { deleteConflict } from './refusals.ts';

/** Policies must be removed before what they are attached to. */
export function refuseIfHolding({ inline, attached }: Pick<Group, 'inline' | 'attached'>): void {
  if (attached.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
  if (Object.keys(inline).length > 0)
    throw deleteConflict('Cannot delete entity, must delete policies first.');
}
