import { errorTypeRegistries } from '@aws-sdk/client-ssm';
import { awsJson } from '../protocol/aws-json.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import { GetParameter } from './get-parameter.ts';
import { DescribeInstanceInformation } from './instance-information.ts';
import { GetCommandInvocation, ListCommandInvocations } from './invocations.ts';
import { SendCommand } from './send-command.ts';

export const ssmService = defineService<typeof import('@aws-sdk/client-ssm')>({
  name: 'ssm',
  protocol: awsJson('AmazonSSM'),
  registries: errorTypeRegistries,
  absent: ABSENT.ssm,
  operations: {
    DescribeInstanceInformation,
    GetCommandInvocation,
    GetParameter,
    ListCommandInvocations,
    SendCommand,
  },
});
