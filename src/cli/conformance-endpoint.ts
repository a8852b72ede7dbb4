import { isHostOfAws } from '../aws/client/endpoint.ts';
import type { ConformanceTarget } from '../conformance/run-conformance.ts';
import { LabError } from '../contract/errors.ts';
import type { GlobalOptions } from './global-options.ts';

/** The endpoint that was named, or a sandbox of its own. Throws `ERR_USAGE` for AWS itself. */
export async function endpointOf({
  endpointUrl: endpoint,
  profile,
  region,
  allowHttp,
}: GlobalOptions): Promise<{ readonly target: ConformanceTarget; close(): Promise<void> }> {
  if (endpoint === undefined) {
    const { openOwnSandbox } = await import('./own-sandbox.ts');
    const { sandbox, close } = await openOwnSandbox('conformance');
    const credentials = sandbox.credentials('operator');
    const { endpoint, region } = sandbox;
    return { target: { endpoint, region, ...(credentials ? { credentials } : {}) }, close };
  }
  if (isHostOfAws(new URL(endpoint).hostname)) {
    throw new LabError(
      'ERR_USAGE',
      `${endpoint} is AWS itself, and this suite is for what stands in for it.`,
      {
        hint: 'name another endpoint: it makes a user, a role and keys there',
      },
    );
  }
  const target = { endpoint, allowHttp, ...(profile ? { profile } : {}), ...(region ? { region } : {}) };
  return { target, close: async () => {} };
}
