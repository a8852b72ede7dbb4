#!/usr/bin/env node
import { setImmediate as turn } from 'node:timers/promises';
import { kmsLab } from './cli.ts';

// Node 20 is supported here; what the SDK has to say about it is for the developers of this tool.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// The first asks to stop, and lets the write under way finish; any second one ends the process at once. SIGHUP: the
// terminal was closed.
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}

// Whoever reads the output may stop reading, and a terminal may go away; other output that cannot be written is an error,
// once the work is done.
let lost: NodeJS.ErrnoException | undefined;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') lost ??= error;
  });
}

process.exitCode = await kmsLab(process.argv.slice(2), process, interruption.signal);
await turn();
if (lost) process.exitCode = (await import('./failure.ts')).showLostOutput(lost, process.argv, process);
