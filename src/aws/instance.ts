import {
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { LabError } from '../contract/errors.ts';
import { UNSEEN_KEY, type WebAppDocument } from '../contract/resource.ts';
import type { CallCounter } from './call-counter.ts';
import { awsCode } from './failure.ts';

const FOLDER = '/home/ec2-user/SampleWebApp';
/** Brackets keep pgrep and pkill from finding their own command line. */
const PROCESS = '[W]ebAppEncSSE.py';
const SEPARATOR = '--';
/** Python's, for an app that was started without one. */
const DEFAULT_PORT = 8000;
/** A command that needs this many seconds is not coming back; nor may it start once nobody waits for it any more. */
const PATIENCE = 60;
/** Key ids, ARNs and aliases; what the lab found in the file goes back into a command line. */
const KEY_ID = /^[\w:/-]+$/;

/** What the lab does on the instance, through Systems Manager: commands run there as root, with the role's credentials. */
export interface Instance {
  start(app: WebAppDocument): Promise<void>;
  /** Stops the app and removes the clear-text copies it downloaded. */
  stop(): Promise<void>;
  running(): Promise<WebAppDocument | undefined>;
  log(): Promise<string>;
}

export function openInstance(
  ssm: SSMClient,
  counter: CallCounter,
  instanceId: string,
  sleep: (ms: number) => Promise<void>,
): Instance {
  const shell = async (commands: readonly string[]): Promise<string> =>
    runShell(ssm, instanceId, commands, sleep);
  return {
    async start({ keyId, port }) {
      counter.countWrite();
      // The app reads the key id from its prompt, and the lab leaves it in a file to know it again. In a session of its
      // own, and with none of the command's streams, the app does not keep the command in progress.
      await shell([
        `cd ${FOLDER} || exit 1`,
        `echo '${keyId}' > WebAppEncSSE.key`,
        `setsid python -u WebAppEncSSE.py ${port} < WebAppEncSSE.key >> WebAppEncSSE.log 2>&1 &`,
      ]);
    },
    async stop() {
      counter.countWrite();
      await shell([
        `pkill -f '${PROCESS}' || true`,
        `rm -f ${FOLDER}/WebAppEncSSE.key ${FOLDER}/localfile-*`,
      ]);
    },
    async running() {
      const answer = await shell([
        `pgrep -af '${PROCESS}' || true`,
        `echo ${SEPARATOR}`,
        `cat ${FOLDER}/WebAppEncSSE.key 2>/dev/null || true`,
      ]);
      const [processes = '', file = ''] = answer.split(SEPARATOR);
      const keyId = file.trim();
      const found = /WebAppEncSSE\.py(?: (\d+))?/.exec(processes);
      return found
        ? { keyId: KEY_ID.test(keyId) ? keyId : UNSEEN_KEY, port: Number(found[1] ?? DEFAULT_PORT) }
        : undefined;
    },
    log: () => shell([`tail -n 100 ${FOLDER}/WebAppEncSSE.log 2>/dev/null || true`]),
  };
}

async function runShell(
  ssm: SSMClient,
  instanceId: string,
  commands: readonly string[],
  sleep: (ms: number) => Promise<void>,
): Promise<string> {
  const { Command } = await send(ssm, instanceId, commands);
  let pause = 100;
  for (let waited = 0; waited < PATIENCE * 1000; waited += pause, pause = Math.min(pause * 2, 2000)) {
    const answer = await invocation(ssm, Command?.CommandId, instanceId);
    if (answer?.Status === 'Success') return answer.StandardOutputContent ?? '';
    if (answer && !UNDER_WAY.includes(answer.Status ?? '')) throw commandFailed(instanceId, answer);
    await sleep(pause);
  }
  throw new LabError('ERR_LOOK', `The instance ${instanceId} did not finish a command in time.`, {
    hint: SEE_IT,
  });
}

const UNDER_WAY: readonly string[] = ['Pending', 'InProgress', 'Delayed'];
const SEE_IT = 'see it under Systems Manager, Run Command';

/** Failed, TimedOut, Cancelled; that it could not be delivered is told in the details only. */
const commandFailed = (instanceId: string, answer: GetCommandInvocationResult): LabError =>
  new LabError(
    'ERR_AWS',
    `A command failed on the instance ${instanceId}: ${answer.StandardErrorContent?.trim() || answer.StatusDetails || answer.Status}`,
    { hint: SEE_IT },
  );

async function send(ssm: SSMClient, instanceId: string, commands: readonly string[]) {
  try {
    return await ssm.send(
      new SendCommandCommand({
        DocumentName: 'AWS-RunShellScript',
        InstanceIds: [instanceId],
        TimeoutSeconds: PATIENCE,
        Parameters: { commands: [...commands], executionTimeout: [String(PATIENCE)] },
      }),
    );
  } catch (error) {
    if (awsCode(error) !== 'InvalidInstanceId') throw error;
    throw new LabError('ERR_NOT_FOUND', `The instance ${instanceId} is not managed by Systems Manager.`, {
      hint: 'attach AmazonSSMManagedInstanceCore to its role, or turn on Default Host Management',
      cause: error,
    });
  }
}

/** Right after SendCommand the invocation may not be there yet. */
async function invocation(ssm: SSMClient, CommandId: string | undefined, InstanceId: string) {
  try {
    return await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
  } catch (error) {
    if (awsCode(error) === 'InvocationDoesNotExist') return undefined;
    throw error;
  }
}
