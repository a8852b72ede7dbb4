import type { WorldAccount } from '../../src/sandbox/world.ts';

/** Nothing lets Systems Manager reach the account's instance any more. */
export function unmanage({ roles, instances }: WorldAccount): void {
  for (const instance of Object.values(instances)) instance.managed = false;
  for (const role of Object.values(roles)) {
    role.attached = role.attached.filter((arn) => !arn.endsWith('/AmazonSSMManagedInstanceCore'));
  }
}
