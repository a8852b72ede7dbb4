import { posix } from 'node:path';
import type { Ec2Instance } from '../world.ts';
import { aws } from './aws-cli.ts';
import { APP, APP_FOLDER, Disk, softwareOf } from './disk.ts';
import type { Process, Program } from './process.ts';
import type { Word } from './script.ts';

/** The app is the only process. */
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

const tail: Program = (args, process) => showLines('tail', args, process, lastLines);

const head: Program = (args, process) => showLines('head', args, process, firstLines);

/** `-n 5 FILE`, or of its stdin. */
function showLines(
  name: string,
  args: readonly Word[],
  process: Process,
  part: (text: string, count: number) => string,
): number {
  const [flag, count = '', ...files] = texts(args);
  if (flag !== '-n' || !/^\d+$/.test(count)) return refuse(name, process);
  if (files.length === 0) process.out(part(process.stdin, Number(count)));
  return show(name, files, process, (text) => part(text, Number(count)));
}

const tee: Program = (args, process) => {
  const { cwd, disk, err, out, stdin } = process;
  const files = texts(args);
  if (files.some((file) => file.startsWith('-'))) return refuse('tee', process);
  out(stdin);
  const closed = files.filter((file) => !disk.write(posix.resolve(cwd, file), stdin, 'write'));
  for (const file of closed) err(`tee: ${file}: No such file or directory\n`);
  return closed.length > 0 ? 1 : 0;
};

const test: Program = (args, process) => {
  const [flag, path, ...more] = texts(args);
  if (flag !== '-f' || path === undefined || more.length > 0) return refuse('test', process);
  return process.disk.read(posix.resolve(process.cwd, path)) === undefined ? 1 : 0;
};

/** `command -v NAME`: where a program is. */
const command: Program = (args, process) => {
  const [flag, name = '', ...more] = texts(args);
  if (flag !== '-v' || more.length > 0) return refuse('command', process);
  if (!programOf(name, process.instance)) return 1;
  process.out(`/usr/bin/${name}\n`);
  return 0;
};

/** `sh -c SCRIPT` */
const sh: Program = async (args, process) => {
  const [flag, text, ...more] = texts(args);
  if (flag !== '-c' || text === undefined || more.length > 0) return refuse('sh', process);
  const { exitCode, stdout, stderr } = await process.script(text);
  process.out(stdout);
  process.err(stderr);
  return exitCode;
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

const firstLines = (text: string, count: number): string =>
  text
    .split(/(?<=\n)/)
    .slice(0, count)
    .join('');

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

/** The command line of the app, if it runs and the pattern matches it. Patterns may use only `[W]` and one `.*`. */
function appMatching(pattern: string, instance: Ec2Instance): string | undefined {
  const { webApp } = instance;
  if (!webApp) return undefined;
  const commandLine = `${isForPython3(instance) ? 'python3' : 'python'} -u ${APP} ${webApp.port}`;
  const [first = '', rest = ''] = pattern.replace(/\[(.)\]/g, '$1').split('.*');
  const at = commandLine.indexOf(first);
  return at >= 0 && commandLine.indexOf(rest, at + first.length) >= 0 ? commandLine : undefined;
}

/** From the app's first line, which is all that matters of the file. */
const isForPython3 = (instance: Ec2Instance): boolean =>
  /^#!.*python3/.test(new Disk(instance).read(`${APP_FOLDER}/${APP}`)?.toString('utf8') ?? '');

/** Runs the web app and nothing else. It asks for a key id, then serves until it is stopped. */
const python =
  (version: 2 | 3): Program =>
  (args, process) => {
    const { background, cwd, disk, err, instance, now, out, stdin } = process;
    const [app, port = '8000', ...more] = texts(args).filter((arg) => arg !== '-u');
    if (app !== APP || cwd !== APP_FOLDER || disk.read(`${APP_FOLDER}/${APP}`) === undefined) {
      err(`python: can't open file '${app}': [Errno 2] No such file or directory\n`);
      return 2;
    }
    if (!/^\d{1,5}$/.test(port) || more.length > 0) return refuse('python', process);
    if (!background) {
      err('The web app would keep this command in progress: end it with &.\n');
      return 1;
    }
    if (isForPython3(instance) !== (version === 3)) {
      err(
        version === 3
          ? 'SyntaxError: Missing parentheses in call to print\n'
          : 'ImportError: No module named http.server\n',
      );
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

/** Fail closed: an option that is not implemented is an error. */
function refuse(name: string, { err }: Process): number {
  err(`${name}: the sandbox's shell does not know these arguments\n`);
  return 2;
}

/** What the lab and the page's guide use on an instance: see `src/aws/web-app/commands.ts`. */
const PROGRAMS: Readonly<Record<string, Program>> = {
  cat,
  cd,
  command,
  echo,
  head,
  pgrep,
  pkill,
  rm,
  sh,
  tail,
  tee,
  test,
  true: () => 0,
};

/** Programs that only some instances have. */
const INSTALLED: Readonly<Record<string, Program>> = {
  aws,
  python: python(2),
  python2: python(2),
  python3: python(3),
};

function programOf(name: string, instance: Ec2Instance): Program | undefined {
  if (Object.hasOwn(PROGRAMS, name)) return PROGRAMS[name];
  const { programs } = softwareOf(instance);
  if (!programs.includes(name)) return undefined;
  // Without Python 2, `python` is another name for Python 3.
  return name === 'python' && !programs.includes('python2') ? python(3) : INSTALLED[name];
}

/** These run the program in their arguments. */
const WRAPPERS = ['nohup', 'setsid', 'sudo'];

export const runScriptProgram: Program = ([name, ...args], process) => {
  // A shell of root without input ends at once; scripts run as root anyway.
  if (name?.text === 'sudo' && args.length === 1 && args[0]?.text === '-i') return 0;
  if (name && WRAPPERS.includes(name.text)) return runScriptProgram(args, process);
  const program = name && programOf(name.text, process.instance);
  if (program) return program(args, process);
  process.err(`${name?.text ?? ''}: command not found\n`);
  return 127;
};
