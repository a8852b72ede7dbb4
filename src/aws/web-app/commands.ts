import { LabError } from '../../contract/errors.ts';
import { UNSEEN_KEY, type WebAppDocument } from '../../contract/resource.ts';
import { quoteForShell } from '../../contract/suggestion.ts';
import { PROCESS_PATTERN, portAmong, startLine, WEB_APP } from '../../contract/web-app-program.ts';
import type { Clients } from '../client/clients.ts';
import { withoutOperation } from '../client/endpoint.ts';
import { openShell, type Shell } from './shell.ts';

const APP = WEB_APP.path(WEB_APP.program);
const KEY_FILE = WEB_APP.path(WEB_APP.keyFile);
const SEPARATOR = '--';
/** Key ids, ARNs and aliases; what the lab finds in the file becomes part of a command line. */
const KEY_ID = /^[\w:/-]+$/;

/** What the instance has of the web app. */
export interface Inspection {
  /** The app's first line, which may name its interpreter; absent if there is no such file. */
  readonly app?: string;
  /** Those of `python3`, `python2` and `python` that exist. */
  readonly interpreters: readonly string[];
  readonly running?: WebAppDocument;
  /** The key file of an earlier start exists, so the files that a stop removes may exist, too. */
  readonly leftovers: boolean;
  /** Not even the separators were printed: the endpoint, such as moto, says that commands ran, but runs none. */
  readonly silent?: true;
}

/** What the lab does on the instance through Systems Manager: commands run there as root, with the role's credentials. */
export interface InstanceCommands {
  readonly id: string;
  readonly shell: Shell;
  start(app: WebAppDocument, interpreter: string): Promise<void>;
  /** Stops the app and removes the plaintext copies it downloaded. */
  stop(): Promise<void>;
  inspect(): Promise<Inspection>;
  log(): Promise<string>;
}

export function openInstance(
  { ssm, counter, reads, beforeWrite }: Pick<Clients, 'ssm' | 'counter' | 'reads' | 'beforeWrite'>,
  instanceId: string,
  sleep: (ms: number) => Promise<void>,
): InstanceCommands {
  const shell = openShell(ssm, instanceId, sleep);
  /** What was read before may no longer be true. */
  const change = async (lines: readonly string[]): Promise<void> => {
    await beforeWrite();
    counter.countWrite();
    reads.written();
    try {
      await shell(lines);
    } finally {
      reads.written();
    }
  };
  return {
    id: instanceId,
    shell,
    async start({ keyId, port }, interpreter) {
      await change([
        `cd ${WEB_APP.folder} || exit 1`,
        `echo ${quoteForShell(keyId)} > ${WEB_APP.keyFile}`,
        startLine(interpreter, port),
      ]);
    },
    async stop() {
      await change([
        `pkill -f '${PROCESS_PATTERN}' || true`,
        `rm -f ${KEY_FILE} ${WEB_APP.path(WEB_APP.copies)}`,
      ]);
    },
    async inspect() {
      return read(await shell(QUESTIONS));
    },
    log: () => shell([`tail -n 100 ${WEB_APP.path(WEB_APP.log)} 2>/dev/null || true`]),
  };
}

const INTERPRETERS = ['python3', 'python2', 'python'] as const;

/** All in one command, because each takes seconds. */
const QUESTIONS: readonly string[] = [
  `pgrep -af '${PROCESS_PATTERN}' || true`,
  `echo ${SEPARATOR}`,
  `cat ${KEY_FILE} 2>/dev/null || true`,
  `echo ${SEPARATOR}`,
  // An empty file has no first line either.
  `test -f ${APP} && echo ${SEPARATOR} && head -n 1 ${APP} || true`,
  `echo ${SEPARATOR}`,
  ...INTERPRETERS.map((name) => `command -v ${name} || true`),
];

function read(answer: string): Inspection {
  if (!answer.includes(SEPARATOR)) return { interpreters: [], leftovers: false, silent: true };
  const parts = answer.split(/^--$/m).map((part) => part.trim());
  const [processes = '', keyId = ''] = parts;
  const app = parts.length > 4 ? parts[3] : undefined;
  const paths = (parts.at(-1) ?? '').split('\n');
  const port = portAmong(processes);
  return {
    ...(app === undefined ? {} : { app }),
    leftovers: keyId !== '',
    interpreters: INTERPRETERS.filter((name) => paths.some((path) => path.endsWith(`/${name}`))),
    ...(port === undefined ? {} : { running: { keyId: KEY_ID.test(keyId) ? keyId : UNSEEN_KEY, port } }),
  };
}

/**
 * The interpreter that the app needs: its first line may name Python 3; the page's own app needs Python 2. Throws
 * `ERR_NOT_FOUND` if the app or its interpreter is missing, `ERR_ENDPOINT` if no command runs.
 */
export function interpreterOf(instanceId: string, { app, interpreters, silent }: Inspection): string {
  if (silent) {
    throw withoutOperation('SendCommand', `a command on the instance ${instanceId} printed nothing`);
  }
  if (app === undefined) {
    throw new LabError('ERR_NOT_FOUND', `There is no ${APP} on the instance ${instanceId}.`, {
      hint: 'name the instance of the workshop: --instance NAME; or put the workshop’s app there',
    });
  }
  const wanted = /^#!.*python3/.test(app) ? ['python3'] : ['python2', 'python'];
  const found = wanted.find((name) => interpreters.includes(name));
  if (found) return found;
  const others = interpreters.length > 0 ? `it has ${interpreters.join(' and ')}` : 'it has no Python';
  throw new LabError(
    'ERR_NOT_FOUND',
    `The web app on the instance ${instanceId} needs ${wanted[0]}, which is not there: ${others}.`,
    {
      hint:
        wanted[0] === 'python3'
          ? 'install it: sudo dnf install python3'
          : 'install it where the system still has it: sudo yum install python2',
    },
  );
}
