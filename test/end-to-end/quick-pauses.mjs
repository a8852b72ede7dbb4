import { createRequire, syncBuiltinESMExports } from 'node:module';

/** Milliseconds. */
const LONGEST = 20;

// On AWS, kms-lab pauses between answers that have to agree. A sandbox has no replicas that could disagree.
const timers = createRequire(import.meta.url)('node:timers/promises');
const { setTimeout: pause } = timers;
timers.setTimeout = (ms, ...rest) => pause(Math.min(ms, LONGEST), ...rest);
syncBuiltinESMExports();
