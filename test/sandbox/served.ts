import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

export const freshDirectory = (): string => mkdtempSync(join(tmpdir(), 'kms-lab-sandbox-'));

/** A sandbox at a separate port, for one test. Clients do not retry: a refusal is final. */
export async function serve(options: Partial<SandboxOptions> = {}) {
  const sandbox = await openSandbox({ directory: freshDirectory(), ...options });
  let closed: Promise<void> | undefined;
  /** At the end of the test, or before. */
  const close = () => {
    closed ??= sandbox.close();
    return closed;
  };
  onTestFinished(close);
  return {
    sandbox: { ...sandbox, close },
    client: <C>(Client: new (configuration: object) => C, name = 'operator'): C => {
      const credentials = sandbox.credentials(name);
      if (!credentials) throw new Error(`the sandbox has no ${name}`);
      const { endpoint, region } = sandbox;
      return new Client({ endpoint, region, credentials, maxAttempts: 1 });
    },
  };
}
