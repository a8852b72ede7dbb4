import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Imported before the program it registers itself; on the thread of the hooks it is the hook.
if (isMainThread) register(import.meta.url);

/** Writes the name of every loaded module, one per line, to the file in LOADED_MODULES. */
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
  return next(url, context);
}
