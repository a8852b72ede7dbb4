import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { LabError } from '../../contract/errors.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { MIB } from '../../disk/read-file.ts';
import { profileFlag } from './aws-command.ts';

/** What a credential_process printed, checked. */
export interface Printed {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

interface Called {
  /** The value of `credential_process`. */
  readonly command: string;
  readonly profile: string;
  readonly now?: () => Date;
  /** Milliseconds. The program may wait for a person who signs in with a browser. */
  readonly limit?: number;
}

/**
 * Runs the program as the AWS CLI does: without a shell, so nothing is expanded. Throws `ERR_CREDENTIALS`, which says
 * what happened instead, but never what the program printed on stdout.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export async function askCredentialProcess(called: Called): Promise<Printed> {
  const [program, ...args] = splitCommand(called.command);
  if (program === undefined) throw failed(called, 'is empty');
  const stdout = await run(program, args, called);
  let printed: unknown;
  try {
    printed = JSON.parse(stdout);
  } catch {
    throw failed(called, stdout.trim() === '' ? 'printed nothing' : 'did not print JSON');
  }
  return requireCredentials(printed, called);
}

const MINUTES = 2;

function run(program: string, args: readonly string[], called: Called): Promise<string> {
  const { limit = MINUTES * 60_000 } = called;
  return new Promise((done, fail) => {
    const options = { timeout: limit, killSignal: 'SIGKILL', windowsHide: true, maxBuffer: MIB } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      const { code, signal, killed } = error;
      const why = lastLine(stderr);
      if (code === 'ENOENT') fail(failed(called, 'does not exist', NOT_EXPANDED));
      else if (code === 'EACCES') fail(failed(called, 'may not be executed'));
      else if (String(code) === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
        fail(failed(called, 'printed more than 1 MiB'));
      else if (killed) fail(failed(called, `gave no answer within ${limit / 1000} seconds`, why));
      else if (signal) fail(failed(called, `was ended by ${signal}`, why));
      else if (typeof code === 'number') fail(failed(called, `failed with exit code ${code}`, why));
      else fail(failed(called, 'could not be run', error.message.split('\n')[0]));
    });
    // The program cannot ask the user anything: its output is not shown.
    child.stdin?.end();
    child.stdin?.on('error', () => undefined);
  });
}

const NOT_EXPANDED =
  'It is run without a shell: ~, $VARIABLES and pipes are not expanded. Write the full path.';

function requireCredentials(printed: unknown, called: Called): Printed {
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Object(printed) as Readonly<
    Record<string, unknown>
  >;
  if (Version !== 1) throw failed(called, 'did not print "Version": 1');
  if (typeof AccessKeyId !== 'string' || AccessKeyId === '') throw failed(called, 'printed no AccessKeyId');
  if (typeof SecretAccessKey !== 'string' || SecretAccessKey === '') {
    throw failed(called, 'printed no SecretAccessKey');
  }
  const expiration =
    Expiration === undefined || Expiration === null ? undefined : new Date(String(Expiration));
  if (expiration && Number.isNaN(expiration.getTime())) {
    throw failed(called, 'printed an Expiration that is not a time');
  }
  const { now = () => new Date() } = called;
  if (expiration && expiration <= now()) {
    throw failed(called, `printed credentials that expired at ${expiration.toISOString()}`);
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(typeof SessionToken === 'string' && SessionToken !== '' ? { sessionToken: SessionToken } : {}),
    ...(expiration ? { expiration } : {}),
  };
}

/** Its arguments may be secrets, so only the program is named. */
function failed({ command, profile }: Called, what: string, why?: string): LabError {
  const [program = ''] = splitCommand(command);
  const next: readonly Suggestion[] = [
    {
      shell: sh`aws configure get credential_process${asIs(profileFlag(profile))}`,
      why: `prints the command: run it, and fix what prevents ${basename(program) || 'it'} from giving credentials`,
    },
  ];
  return new LabError(
    'ERR_CREDENTIALS',
    `The credential_process of profile "${profile}", "${visible(program)}", ${what}.`,
    { next, ...(why ? { cause: new Error(why) } : {}) },
  );
}

const LONGEST = 200;

/** The last line that a program wrote, shortened, and without what looks like a secret. */
function lastLine(text: string): string | undefined {
  const lines = text.split(/[\r\n]+/).map((line) => visible(line).trim());
  const line = lines.filter((one) => one !== '').at(-1);
  if (line === undefined) return undefined;
  const masked = line.replace(/[A-Za-z0-9/+=]{36,}/g, (word) => (isSecretLike(word) ? '…' : word));
  return masked.length > LONGEST ? `${masked.slice(0, LONGEST)}…` : masked;
}

/** Looks like a secret access key or a token: random upper case, lower case and digits. */
const isSecretLike = (word: string): boolean => [/[A-Z]/, /[a-z]/, /\d/].every((kind) => kind.test(word));

/** Without colors and control characters, which would affect the terminal. */
const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.replace(/\u001b\[[0-9;?]*[A-Za-z]/g, '').replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

/** The words of a command line as a POSIX shell splits it: handles quotes and backslashes, and expands nothing. */
export function splitCommand(line: string): readonly string[] {
  const WORD = /(?:[^\s"'\\]+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+/gs;
  const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s"'\\]+)/gs;
  return [...line.matchAll(WORD)].map(([word]) =>
    [...word.matchAll(PART)]
      .map(
        ([, single, double, escaped, plain]) =>
          single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '',
      )
      .join(''),
  );
}
