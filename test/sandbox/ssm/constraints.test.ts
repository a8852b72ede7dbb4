import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  GetParameterCommand,
  ListCommandInvocationsCommand,
  SendCommandCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { expect, test } from 'vitest';
import { openHome, refusal } from '../home.ts';

const CommandId = '00000000-0000-4000-8000-000000000000';
const InstanceId = 'i-0123456789abcdef0';
const DocumentName = 'AWS-RunShellScript';

test.each<[object, string]>([
  [
    new GetCommandInvocationCommand({ CommandId: 'c', InstanceId }),
    "'c' at 'commandId' failed to satisfy constraint: Member must have length greater than or equal to 36",
  ],
  [
    new GetCommandInvocationCommand({ CommandId, InstanceId: 'server' }),
    "'server' at 'instanceId' failed to satisfy constraint: Member must satisfy regular expression pattern: (^i-(\\w{8}|\\w{17})$)|(^mi-\\w{17}$)",
  ],
  [
    new ListCommandInvocationsCommand({ MaxResults: 51 }),
    "'51' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 50",
  ],
  [
    new DescribeInstanceInformationCommand({ MaxResults: 4 }),
    "'4' at 'maxResults' failed to satisfy constraint: Member must have value greater than or equal to 5",
  ],
  [
    new SendCommandCommand({ DocumentName, InstanceIds: [InstanceId], TimeoutSeconds: 29 }),
    "'29' at 'timeoutSeconds' failed to satisfy constraint: Member must have value greater than or equal to 30",
  ],
  [
    new GetParameterCommand({ Name: '' }),
    "'' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1",
  ],
])('the model does not allow %#: %s', async (command, value) => {
  const asked = openHome()
    .client(SSMClient)
    .send(command as GetParameterCommand);
  expect(await refusal(asked)).toMatchObject({
    code: 'ValidationException',
    message: `1 validation error detected: Value ${value}`,
  });
});
