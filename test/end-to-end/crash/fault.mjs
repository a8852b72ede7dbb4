/**
 * Loaded before the command line (`node --import`): counts what is written into the state directory, and at one of the
 * counted writes ends the process, or tells it that the disk is full. The product knows nothing of it.
 *
 * FAULT: `{"at": 17, "do": "kill" | "fill" | "refuse"}`: what happens at the 17th write, and with `fill` and `refuse` at
 * every one after it. FAULT_LOG: a file that gets a line for each.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';

const { at, do: deed } = JSON.parse(process.env.FAULT ?? '{}');
const log = process.env.FAULT_LOG;
const root = resolve(process.env.KMS_LAB_STATE_DIR ?? '/nowhere');
const { appendFileSync } = fs;

let count = 0;
const names = new Map();

const isState = (path) => typeof path === 'string' && resolve(path).startsWith(root);

/** Before every write: at the selected one, ends the process, or returns the disk's error. */
function next(what, path) {
  count += 1;
  if (log) appendFileSync(log, `${what} ${resolve(path).slice(root.length)}\n`);
  if (at === undefined || count < at) return undefined;
  // What is removed takes no space.
  if (deed === 'fill') return what === 'rm' ? undefined : failure('ENOSPC', 'no space left on device', path);
  if (deed === 'refuse') return failure('EROFS', 'read-only file system', path);
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}

const failure = (code, text, path) => Object.assign(new Error(`${code}: ${text}, '${path}'`), { code });

const wrapSync = (name, pathOf) => {
  const real = fs[name];
  fs[name] = (...args) => {
    const path = pathOf(args);
    const error = isState(path) ? next(name, path) : undefined;
    if (error) throw error;
    return real(...args);
  };
};

const wrapCallback = (name, pathOf) => {
  const real = fs[name];
  fs[name] = (...args) => {
    const path = pathOf(args);
    const error = isState(path) ? next(name, path) : undefined;
    return error ? process.nextTick(args.at(-1), error) : real(...args);
  };
};

const wrapPromise = (name, pathOf) => {
  const real = fs.promises[name];
  fs.promises[name] = async (...args) => {
    const path = pathOf(args);
    const error = isState(path) ? next(name, path) : undefined;
    if (error) throw error;
    return real(...args);
  };
};

const first = ([path]) => path;
const second = ([, path]) => path;
const ofDescriptor = ([descriptor]) => names.get(descriptor);

const { openSync, open } = fs;
fs.openSync = (path, ...rest) => {
  const descriptor = openSync(path, ...rest);
  names.set(descriptor, path);
  return descriptor;
};
fs.open = (path, ...rest) => {
  const done = rest.pop();
  open(path, ...rest, (error, descriptor) => {
    if (!error) names.set(descriptor, path);
    done(error, descriptor);
  });
};

wrapSync('mkdirSync', first);
wrapSync('writeSync', ofDescriptor);
wrapCallback('write', ofDescriptor);
wrapCallback('rename', second);
for (const name of ['mkdir', 'writeFile', 'rm']) wrapPromise(name, first);
for (const name of ['link', 'rename']) wrapPromise(name, second);
syncBuiltinESMExports();
