import { ServiceError } from '../operation.ts';
import type { Ec2Instance, WorldAccount } from '../world.ts';

/** The instances of those ids; throws InvalidInstanceID.Malformed or .NotFound. */
export function requireInstances(
  { instances }: WorldAccount,
  ids: readonly string[],
): readonly Ec2Instance[] {
  const malformed = ids.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) {
    throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  }
  const missing = ids.filter((id) => !Object.hasOwn(instances, id));
  if (missing.length > 0) {
    const [which, verb] = missing.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
    throw new ServiceError(
      'InvalidInstanceID.NotFound',
      `The instance ${which} '${missing.join(', ')}' ${verb} not exist`,
    );
  }
  return ids.flatMap((id) => instances[id] ?? []);
}
