import {
  GetCommandInvocationCommand,
  type GetCommandInvocationResult,
  SendCommandCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { LabError } from '../../contract/errors.ts';
import { awsCode, isForbidden } from '../client/failure.ts';
import { readReach, unreachable } from './ssm-status.ts';

/** A command that takes this many seconds will not return; it must not start after kms-lab has stopped waiting either. */
const PATIENCE = 60;

/**
 * Runs lines of shell on the instance, as root and with its role's credentials, and returns their stdout. Throws
 * `ERR_NO_SHELL` if Systems Manager does not reach the instance, `ERR_AWS` if a line failed.
 */
export type Shell = (commands: readonly string[]) => Promise<string>;

export function openShell(ssm: SSMClient, instanceId: string, sleep: (ms: number) => Promise<void>): Shell {
  /** A lost agent costs a minute of waiting; nothing more is sent to it until it is back. */
  let lost = false;
  return async (commands) => {
    if (lost) await requireOnline(ssm, instanceId);
    try {
      const answer = await runShell(ssm, instanceId, commands, sleep);
      lost = false;
      return answer;
    } catch (error) {
      if (isForbidden(error)) {
        throw unreachable(instanceId, { kind: 'denied', refusal: error }, error);
      }
      if (!(error instanceof Undelivered)) throw error;
      lost = true;
      await requireOnline(ssm, instanceId, error);
      throw error.asLabError();
    }
  };
}

async function requireOnline(ssm: SSMClient, instanceId: string, cause?: unknown): Promise<void> {
  const reach = await readReach(ssm, instanceId);
  if (reach.kind !== 'online') throw unreachable(instanceId, reach, cause);
}

/** Systems Manager accepted the command, but the instance did not. */
class Undelivered extends Error {
  constructor(instanceId: string) {
    super(`The instance ${instanceId} did not finish a command in time.`);
  }

  asLabError(): LabError {
    return new LabError('ERR_LOOK', this.message, { hint: SEE_IT });
  }
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
    if (UNDELIVERED.includes(answer?.StatusDetails ?? '')) throw new Undelivered(instanceId);
    if (answer && !UNDER_WAY.includes(answer.Status ?? '')) throw commandFailed(instanceId, answer);
    await sleep(pause);
  }
  throw new Undelivered(instanceId);
}

const UNDER_WAY: readonly string[] = ['Pending', 'InProgress', 'Delayed'];
/** https://docs.aws.amazon.com/systems-manager/latest/userguide/monitor-commands.html */
const UNDELIVERED: readonly string[] = ['Undeliverable', 'DeliveryTimedOut', 'Delivery Timed Out'];
const SEE_IT = 'see it under Systems Manager, Run Command';

/** Failed, TimedOut, Cancelled. */
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
    throw unreachable(instanceId, await readReach(ssm, instanceId), error);
  }
}

/** Right after SendCommand, the invocation may not exist yet. */
async function invocation(ssm: SSMClient, CommandId: string | undefined, InstanceId: string) {
  try {
    return await ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId }));
  } catch (error) {
    if (awsCode(error) === 'InvocationDoesNotExist') return undefined;
    throw error;
  }
}
