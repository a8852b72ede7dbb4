import { appendFileSync } from 'node:fs';
import { register } from 'node:module';
import { isMainThread } from 'node:worker_threads';

// Imported before the program it registers itself; on the thread of the hooks it is the hook.
if (isMainThread) register(import.meta.url);

/** Notes every module that is loaded, a line each, in the file that LOADED_MODULES names. */
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
  return next(url, context);
}
