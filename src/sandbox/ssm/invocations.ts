import {
  GetCommandInvocation$,
  type GetCommandInvocationCommand,
  ListCommandInvocations$,
  type ListCommandInvocationsCommand,
} from '@aws-sdk/client-ssm';
import { operation, ServiceError } from '../operation.ts';
import { type CommandInvocation, commandsOf } from './commands.ts';
import { refuseInvalidSsm } from './constraints.ts';
import { ownSsmAccount } from './managed.ts';

const PLUGIN = 'aws:runShellScript';

export const GetCommandInvocation = operation<GetCommandInvocationCommand>()({
  schema: GetCommandInvocation$,
  readOnly: true,
  demands: ({ input }) => {
    refuseInvalidSsm(input);
    return [{ action: 'ssm:GetCommandInvocation', resource: '*' }];
  },
  handle: (call) => {
    const { CommandId, InstanceId, PluginName = PLUGIN } = call.input;
    const command = commandsOf(ownSsmAccount(call)).find(
      ({ id, instanceId }) => id === CommandId && instanceId === InstanceId,
    );
    if (!command) throw new ServiceError('InvocationDoesNotExist', '');
    if (PluginName !== PLUGIN) throw new ServiceError('InvalidPluginName', '');
    return {
      ...invocationOf(command),
      PluginName,
      ResponseCode: command.exitCode,
      ExecutionStartDateTime: command.requested,
      ExecutionElapsedTime: 'PT0S',
      ExecutionEndDateTime: command.requested,
      StandardOutputContent: command.stdout,
      StandardOutputUrl: '',
      StandardErrorContent: command.stderr,
      StandardErrorUrl: '',
    };
  },
});

export const ListCommandInvocations = operation<ListCommandInvocationsCommand>()({
  schema: ListCommandInvocations$,
  readOnly: true,
  demands: ({ input }) => {
    refuseInvalidSsm(input, { MaxResults: { min: 1, max: 50 } });
    return [{ action: 'ssm:ListCommandInvocations', resource: '*' }];
  },
  handle: (call) => {
    const { CommandId, InstanceId, Filters = [] } = call.input;
    if (Filters.length > 0) throw new ServiceError('InvalidFilterKey', 'Filters are not in the sandbox.');
    const found = commandsOf(ownSsmAccount(call))
      .filter(({ id }) => CommandId === undefined || id === CommandId)
      .filter(({ instanceId }) => InstanceId === undefined || instanceId === InstanceId);
    return {
      CommandInvocations: found.map((command) => ({
        ...invocationOf(command),
        RequestedDateTime: new Date(command.requested),
        CommandPlugins: [],
      })),
    };
  },
});

/** What both operations return about a command on an instance. */
const invocationOf = ({ id, instanceId, document, status }: CommandInvocation) => ({
  CommandId: id,
  InstanceId: instanceId,
  Comment: '',
  DocumentName: document,
  DocumentVersion: '$DEFAULT',
  Status: status,
  StatusDetails: status,
});
