import childProcess, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';

/** Loaded before each unit test: a unit test opens no port and starts no process, so a thousand of them take seconds. */
const refuse = (what: string) => (): never => {
  throw new Error(
    `A unit test ${what}. Name it *.wire.test.ts if it needs a port, *.e2e.test.ts if a process.`,
  );
};

Server.prototype.listen = refuse('opens a port');
Socket.prototype.connect = refuse('connects to a port');
Object.assign(ChildProcess.prototype, { spawn: refuse('starts a process') });
for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
  childProcess[name] = refuse('starts a process');
}
syncBuiltinESMExports();
