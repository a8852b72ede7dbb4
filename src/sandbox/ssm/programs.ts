import { posix } from 'node:path';
import type { Instance } from '../world.ts';
import { APP_FOLDER, type Disk } from './disk.ts';
import type { Word } from './script.ts';

/** What a program meets when it starts. */
export interface Process {
  readonly instance: Instance;
  readonly disk: Disk;
  readonly now: Date;
  readonly background: boolean;
  readonly stdin: string;
  readonly cwd: string;
  out(text: string): void;
  err(text: string): void;
  chdir(path: string): void;
}

/** Returns its exit status. */
export type Program = (args: readonly Word[], process: Process) => number;

const APP = 'WebAppEncSSE.py';
/** The app is the only process there is. */
const PID = 3124;

const texts = (args: readonly Word[]): readonly string[] => args.map(({ text }) => text);

const cd: Program = ([folder], { cwd, chdir, err }) => {
  const path = posix.resolve(cwd, folder?.text ?? '/root');
  if (path === APP_FOLDER || APP_FOLDER.startsWith(path === '/' ? path : `${path}/`)) {
    chdir(path);
    return 0;
  }
  err(`cd: ${folder?.text}: No such file or directory\n`);
  return 1;
};

const echo: Program = (args, { out }) => {
  out(`${texts(args).join(' ')}\n`);
  return 0;
};

const cat: Program = (args, process) => {
  if (args.length === 0) process.out(process.stdin);
  return show('cat', texts(args), process, (text) => text);
};

const tail: Program = (args, process) => {
  const [flag, count = '', ...files] = texts(args);
  if (flag !== '-n' || !/^\d+$/.test(count)) return refuse('tail', process);
  return show('tail', files, process, (text) => lastLines(text, Number(count)));
};

function show(
  name: string,
  files: readonly string[],
  { cwd, disk, out, err }: Process,
  part: (text: string) => string,
): number {
  let status = 0;
  for (const file of files) {
    const text = disk.read(posix.resolve(cwd, file));
    if (text !== undefined) out(part(text.toString('utf8')));
    else {
      err(`${name}: ${file}: No such file or directory\n`);
      status = 1;
    }
  }
  return status;
}

function lastLines(text: string, count: number): string {
  const lines = text.split(/(?<=\n)/);
  return count === 0 ? '' : lines.slice(-count).join('');
}

const rm: Program = ([flag, ...paths], process) => {
  const { cwd, disk } = process;
  if (flag?.text !== '-f') return refuse('rm', process);
  for (const { text, bare } of paths) {
    const path = posix.resolve(cwd, text);
    for (const found of bare && text.includes('*') ? disk.match(path) : [path]) disk.remove(found);
  }
  return 0;
};

const pgrep: Program = (args, process) => {
  const [flag, pattern = ''] = texts(args);
  if (flag !== '-af') return refuse('pgrep', process);
  const found = appMatching(pattern, process.instance);
  if (found) process.out(`${PID} ${found}\n`);
  return found ? 0 : 1;
};

const pkill: Program = (args, process) => {
  const [flag, pattern = ''] = texts(args);
  if (flag !== '-f') return refuse('pkill', process);
  const found = appMatching(pattern, process.instance);
  if (found) delete process.instance.webApp;
  return found ? 0 : 1;
};

/** The command line of the app, if it runs and the pattern finds it. Of patterns only `[W]` is understood. */
function appMatching(pattern: string, { webApp }: Instance): string | undefined {
  const commandLine = webApp && `python -u ${APP} ${webApp.port}`;
  return commandLine?.includes(pattern.replace(/\[(.)\]/g, '$1')) ? commandLine : undefined;
}

/** Runs the page's app and nothing else. It asks for a key id, then serves until it is stopped. */
const python: Program = (args, process) => {
  const { background, cwd, err, instance, now, out, stdin } = process;
  const [app, port = '8000', ...more] = texts(args).filter((arg) => arg !== '-u');
  if (app !== APP || cwd !== APP_FOLDER) {
    err(`python: can't open file '${app}': [Errno 2] No such file or directory\n`);
    return 2;
  }
  if (!/^\d{1,5}$/.test(port) || more.length > 0) return refuse('python', process);
  if (!background) {
    err('The web app would keep this command in progress: end it with &.\n');
    return 1;
  }
  const [keyId = ''] = stdin.split('\n');
  out('Enter the KeyId of the CMK to use with SSE: ');
  if (stdin === '') err('EOFError: EOF when reading a line\n');
  else if (instance.webApp) err('socket.error: [Errno 98] Address already in use\n');
  else {
    out(`Serving HTTP on 0.0.0.0 port ${port} ...\n`);
    instance.webApp = { keyId: keyId.trim(), port: Number(port), started: now.toISOString() };
  }
  return 0;
};

/** Fail closed: what is not understood is not done. */
function refuse(name: string, { err }: Process): number {
  err(`${name}: the sandbox's shell does not know these arguments\n`);
  return 2;
}

/** What the lab uses on the instance: see `src/aws/instance.ts`. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  cat,
  cd,
  echo,
  pgrep,
  pkill,
  python,
  rm,
  tail,
  true: () => 0,
};

/** They run the program that they are given. */
const WRAPPERS = ['nohup', 'setsid', 'sudo'];

export const run: Program = ([name, ...args], process) => {
  if (name && WRAPPERS.includes(name.text)) return run(args, process);
  const program = name && Object.hasOwn(PROGRAMS, name.text) ? PROGRAMS[name.text] : undefined;
  if (program) return program(args, process);
  process.err(`${name?.text ?? ''}: command not found\n`);
  return 127;
};
