import { randomUUID } from 'node:crypto';
import { SendCommand$, type SendCommandCommand } from '@aws-sdk/client-ssm';
import type { Context } from '../../policy/request.ts';
import { operation, ServiceError } from '../operation.ts';
import type { Ec2Instance, WorldAccount } from '../world.ts';
import { keepCommand } from './commands.ts';
import { refuseInvalidSsm } from './constraints.ts';
import { managedInstances, ownSsmAccount } from './managed.ts';
import { runScript } from './shell.ts';

const DOCUMENT = 'AWS-RunShellScript';
/** The document's parameters; commands here take no time, so the time limit is ignored. */
const PARAMETERS = ['commands', 'workingDirectory', 'executionTimeout'];
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetCommandInvocation.html */
/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_SendCommand.html; for what a script counts is inferred. */
const LONGEST_SCRIPT = 64 * 1024;
const MOST_STDOUT = 24_000;
const MOST_STDERR = 8_000;

/** The command has already run when this answers, but the answer says `Pending`, as AWS's would. */
export const SendCommand = operation<SendCommandCommand>()({
  schema: SendCommand$,
  demands: (call) => {
    const { input, region } = call;
    refuseInvalidSsm(input);
    const account = ownSsmAccount(call);
    return [
      {
        action: 'ssm:SendCommand',
        resource: `arn:aws:ssm:${region}::document/${input.DocumentName}`,
        context: { 'ssm:DocumentType': 'Command' },
      },
      ...(input.InstanceIds ?? []).map((id) => ({
        action: 'ssm:SendCommand',
        resource: `arn:aws:ec2:${region}:${account.id}:instance/${id}`,
        context: nodeTags(account, id),
      })),
    ];
  },
  handle: async (call) => {
    const { input } = call;
    if (input.DocumentName !== DOCUMENT) {
      throw new ServiceError('InvalidDocument', `Document with name ${input.DocumentName} does not exist.`);
    }
    // The document has one version. The wording is inferred.
    if (!['$DEFAULT', '$LATEST', '1'].includes(input.DocumentVersion ?? '1')) {
      throw new ServiceError(
        'InvalidDocumentVersion',
        'The document version is not valid or does not exist.',
      );
    }
    if (input.Targets?.length) {
      throw new ServiceError('ValidationException', 'Targets are not in the sandbox: name InstanceIds.');
    }
    const account = ownSsmAccount(call);
    const instances = requireManaged(account, managedInstances(call), input.InstanceIds ?? []);
    const script = scriptOf(input.Parameters ?? {});
    const id = randomUUID();
    for (const instance of instances) {
      const { exitCode, stdout, stderr } = await runScript(instance, script, call);
      keepCommand(account, {
        id,
        instanceId: instance.id,
        document: DOCUMENT,
        requested: call.now.toISOString(),
        status: exitCode === 0 ? 'Success' : 'Failed',
        exitCode,
        stdout: stdout.slice(0, MOST_STDOUT),
        stderr: (exitCode === 0 ? stderr : `${stderr}failed to run commands: exit status ${exitCode}`).slice(
          0,
          MOST_STDERR,
        ),
      });
    }
    return {
      Command: {
        CommandId: id,
        DocumentName: DOCUMENT,
        DocumentVersion: '$DEFAULT',
        Comment: input.Comment ?? '',
        Parameters: input.Parameters ?? {},
        InstanceIds: instances.map((instance) => instance.id),
        Targets: [],
        RequestedDateTime: call.now,
        Status: 'Pending' as const,
        StatusDetails: 'Pending',
        TargetCount: instances.length,
        CompletedCount: 0,
        ErrorCount: 0,
        DeliveryTimedOutCount: 0,
      },
    };
  },
});

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html */
function nodeTags({ instances }: WorldAccount, id: string): Context {
  const tags = Object.hasOwn(instances, id) ? instances[id]?.tags : undefined;
  return Object.fromEntries(
    Object.entries(tags ?? {}).flatMap(([name, value]) => [
      [`aws:ResourceTag/${name}`, value],
      [`ssm:resourceTag/${name}`, value],
    ]),
  );
}

function requireManaged(
  { id: accountId }: WorldAccount,
  managed: readonly Ec2Instance[],
  ids: readonly string[],
): readonly Ec2Instance[] {
  if (new Set(ids).size < ids.length) {
    throw new ServiceError(
      'DuplicateInstanceId',
      "You can't specify a managed node ID in more than one location.",
    );
  }
  const instances = ids.map((id) => managed.find((instance) => instance.id === id));
  if (instances.length > 0 && !instances.includes(undefined)) return instances as readonly Ec2Instance[];
  throw new ServiceError(
    'InvalidInstanceId',
    `Instances [[${ids.join(', ')}]] not in a valid state for account ${accountId}`,
  );
}

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-command-ssm-plugin-reference.html#aws-runShellScript */
function scriptOf(parameters: Readonly<Record<string, readonly string[]>>): string {
  const unknown = Object.keys(parameters).find((name) => !PARAMETERS.includes(name));
  const { commands = [], workingDirectory: [folder = ''] = [] } = parameters;
  if (unknown !== undefined || commands.length === 0) {
    throw new ServiceError(
      'InvalidParameters',
      unknown === undefined ? 'Parameter "commands" is required.' : `Parameter "${unknown}" is not defined.`,
    );
  }
  const script = [...(folder ? [`cd '${folder}'`] : []), ...commands].join('\n');
  if (Buffer.byteLength(script) > LONGEST_SCRIPT) {
    throw new ServiceError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
  }
  return script;
}
