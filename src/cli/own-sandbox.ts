import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSandbox, type Sandbox } from '../sandbox/sandbox.ts';

/** A sandbox in a temporary folder; `close` deletes both. `name` is part of the folder's name. */
export async function openOwnSandbox(
  name: string,
): Promise<{ readonly sandbox: Sandbox; close(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), `kms-lab-${name}-`));
  const forget = () => rm(directory, { recursive: true, force: true });
  try {
    const sandbox = await openSandbox({ directory });
    return { sandbox, close: () => sandbox.close().finally(forget) };
  } catch (error) {
    await forget();
    throw error;
  }
}
