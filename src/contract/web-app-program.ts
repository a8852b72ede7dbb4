import { quoteForShell } from './suggestion.ts';

/** The page’s web app as a program on the instance. https://github.com/aws-samples/aws-kms-workshop */
const FOLDER = '/home/ec2-user/SampleWebApp';
const NAME = 'WebAppEncSSE';

/** Its files, by their common name: the name itself, or a shell variable that holds it. */
const filesOf = (name: string) => ({
  program: `${name}.py`,
  /**
   * The program reads the key id from its prompt. The lab passes this file as input, and later reads from it which
   * key the program was given.
   */
  keyFile: `${name}.key`,
  log: `${name}.log`,
});

export const WEB_APP = {
  folder: FOLDER,
  name: NAME,
  ...filesOf(NAME),
  /** The port that the page tells it to use. */
  port: 80,
  /** Python's default, for a program that was started without a port. */
  defaultPort: 8000,
  /** The plaintext copies that it makes of what it downloads. */
  copies: 'localfile-*',
  path: (file: string): string => `${FOLDER}/${file}`,
} as const;

/**
 * A shell line, for the program's folder, that starts it in the background. In its own session and with none of the
 * shell's streams, it blocks neither a terminal nor a Systems Manager command.
 */
export function startLine(interpreter: string, port: number, name: string = NAME): string {
  const { program, keyFile, log } = filesOf(name);
  return `setsid ${interpreter} -u ${program} ${port} < ${keyFile} >> ${log} 2>&1 &`;
}

/**
 * What a shell on the instance runs, as root, to start it. The page's app needs Python 2; on an instance without
 * Python 2, kms-lab starts a Python 3 version.
 */
export const startScript = (keyId: string, port: number): readonly string[] => [
  `cd ${FOLDER} || exit 1`,
  `echo ${quoteForShell(keyId)} > ${WEB_APP.keyFile}`,
  'command -v python2 && A=python2 || A=python3',
  startLine('$A', port),
];

/**
 * For `pgrep -f` and `pkill -f`. The brackets keep them from matching their own command line; `python` excludes an
 * editor that has the file open.
 */
export const PROCESS_PATTERN = `python.*[${NAME.charAt(0)}]${NAME.slice(1)}.py`;

/** Its port, from the output of `pgrep -af`; `undefined` if it does not run. */
export function portAmong(processes: string): number | undefined {
  const found = new RegExp(String.raw`python[\w.]*(?: -\w+)* (?:\S*/)?${NAME}\.py(?: (\d+))?`).exec(
    processes,
  );
  return found ? Number(found[1] ?? WEB_APP.defaultPort) : undefined;
}
