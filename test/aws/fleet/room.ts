import type { AwsTarget } from '../../../src/aws/client/target.ts';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { serve } from '../../sandbox/served.ts';

export const MANAGEMENT = '999988887777';
export const ROOM_ROLE = 'OrganizationAccountAccessRole';

/** Sends at once. */
export const atOnce = <T>(send: () => Promise<T>): Promise<T> => send();

/** An organization on a sandbox, and its administrator as the target of the instructor. */
export async function serveRoom(options: Partial<SandboxOptions> = {}) {
  const { sandbox } = await serve({ accounts: 3, ...options });
  const targetOf = (name: string): AwsTarget => ({
    name: 'sandbox',
    endpoint: sandbox.endpoint,
    region: sandbox.region,
    credentials: sandbox.credentials(name)!,
    actAs: async () => ({}),
  });
  return { sandbox, targetOf, target: targetOf('org-admin') };
}
