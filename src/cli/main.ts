#!/usr/bin/env node
import { setImmediate as turn } from 'node:timers/promises';
import { kmsLab } from './cli.ts';

// Node 20 is supported here; what the SDK has to say about it is for the developers of this tool.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// The first Ctrl-C lets the write under way finish; with the listener gone, the second ends the process.
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort());

// Whoever reads the output may stop reading; output that cannot be written is an error, once the work is done.
let lost: NodeJS.ErrnoException | undefined;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') lost ??= error;
});

process.exitCode = await kmsLab(process.argv.slice(2), process, interruption.signal);
await turn();
if (lost) process.exitCode = (await import('./failure.ts')).showLostOutput(lost, process.argv, process);
