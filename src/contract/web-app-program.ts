/** The page’s web app as a program on the instance. https://github.com/aws-samples/aws-kms-workshop */
const FOLDER = '/home/ec2-user/SampleWebApp';
const NAME = 'WebAppEncSSE';

/** Its files, by the name they share: that name, or a shell variable that holds it. */
const filesOf = (name: string) => ({
  program: `${name}.py`,
  /** The program reads the key id from its prompt. The lab gives it this file, and knows by it which key it was given. */
  keyFile: `${name}.key`,
  log: `${name}.log`,
});

export const WEB_APP = {
  folder: FOLDER,
  name: NAME,
  ...filesOf(NAME),
  /** The port the page has it listen at. */
  port: 80,
  /** Python's, for a program that was started without one. */
  defaultPort: 8000,
  /** The clear-text copies it makes of what it downloads. */
  copies: 'localfile-*',
  path: (file: string): string => `${FOLDER}/${file}`,
} as const;

/**
 * A shell line, for its folder, that starts it in the background. In a session of its own, and with none of the shell's
 * streams, it keeps neither a terminal nor a command of Systems Manager busy.
 */
export function startLine(interpreter: string, port: number, name: string = NAME): string {
  const { program, keyFile, log } = filesOf(name);
  return `setsid ${interpreter} -u ${program} ${port} < ${keyFile} >> ${log} 2>&1 &`;
}

/**
 * What a shell on the instance runs to start it, as root. The page's app is Python 2's; on an instance without it the app is
 * Python 3's.
 */
export const startScript = (keyId: string, port: number): readonly string[] => [
  `cd ${FOLDER} || exit 1`,
  `echo ${keyId} > ${WEB_APP.keyFile}`,
  'command -v python2 && A=python2 || A=python3',
  startLine('$A', port),
];

/** For `pgrep -f` and `pkill -f`. The brackets keep them from finding their own command line; `python` keeps out an editor that has the file open. */
export const PROCESS_PATTERN = `python.*[${NAME.charAt(0)}]${NAME.slice(1)}.py`;

/** Its port, in what `pgrep -af` prints; `undefined` where it does not run. */
export function portAmong(processes: string): number | undefined {
  const found = new RegExp(String.raw`python[\w.]*(?: -\w+)* (?:\S*/)?${NAME}\.py(?: (\d+))?`).exec(
    processes,
  );
  return found ? Number(found[1] ?? WEB_APP.defaultPort) : undefined;
}
