#!/usr/bin/env node
import { setImmediate as turn } from 'node:timers/promises';
import { kmsLab } from './cli.ts';

// kms-lab supports Node 20; the SDK's warning about it is for kms-lab's developers.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// The first signal asks to stop, and lets the write in progress finish; a second one ends the process at once.
// SIGHUP: the terminal was closed.
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}

// The program that reads the output may stop reading, and a terminal may be closed. Any other output that cannot be
// written is an error, once the work is done.
let lost: NodeJS.ErrnoException | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') lost ??= error;
  });
}

process.exitCode = await kmsLab(process.argv.slice(2), process, interruption.signal);
await turn();
if (lost) process.exitCode = (await import('./failure.ts')).showLostOutput(lost, process.argv, process);
