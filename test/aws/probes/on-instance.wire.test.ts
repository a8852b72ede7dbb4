import { describe, expect, test } from 'vitest';
import { CARRIED_OUT, type ProbeResult } from '../../../src/aws/probes/observe.ts';
import { type AskRole, askOnInstance, readCli } from '../../../src/aws/probes/on-instance.ts';
import type { InstanceCommands } from '../../../src/aws/web-app/commands.ts';
import { openShell } from '../../../src/aws/web-app/shell.ts';
import { MATRIX_ACTIONS } from '../../../src/contract/access.ts';
import { LabError } from '../../../src/contract/errors.ts';
import type { Facts } from '../../../src/contract/facts.ts';
import { allowing, open, revise } from '../opened.ts';

const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1b2c3d4e-5f60-4718-92a3-b4c5d6e7f809';
const error = (code: string, message: string, operation = 'Encrypt') =>
  `An error occurred (${code}) when calling the ${operation} operation: ${message}`;

describe('what the CLI says', () => {
  test.each([
    [
      'would have been done',
      error('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.'),
      'allowed',
    ],
    [
      'nothing allows it',
      error(
        'AccessDeniedException',
        'User: … because no identity-based policy allows the kms:Encrypt action',
      ),
      'implicitly-denied',
    ],
    [
      'a statement forbids it',
      error('AccessDeniedException', 'User: … with an explicit deny in a resource-based policy'),
      'explicitly-denied',
    ],
    ['it is refused, and no more', error('AccessDeniedException', 'no'), 'denied'],
    [
      'as newer ones print it',
      `aws: [ERROR]: ${error('AccessDeniedException', 'with an explicit deny in a resource-based policy')}\n\nAdditional error details:\nType: Sender`,
      'explicitly-denied',
    ],
    [
      'after retries',
      'An error occurred (AccessDeniedException) when calling the Encrypt operation (reached max retries: 4): no',
      'denied',
    ],
  ])('%s', (_what, said, outcome) => {
    expect(readCli(said, 'kms:Encrypt', KEY)).toMatchObject({ outcome });
  });

  test('it was carried out, by a KMS without dry runs', () => {
    expect(readCli(KEY, 'kms:Encrypt', KEY)).toBe(CARRIED_OUT);
  });

  test.each([
    ['of an option that an older one does not know', 'Unknown options: --dry-run'],
    ['of what an older one requires', 'aws: error: the following arguments are required: --ciphertext-blob'],
    ['that it is not there', 'sh: aws: command not found'],
    ['that it has no credentials', 'Unable to locate credentials. You can configure credentials by running'],
    [
      'that it reaches nobody',
      'Could not connect to the endpoint URL: "https://kms.us-east-1.amazonaws.com/"',
    ],
    ['nothing', ''],
    ['what ends in a key’s ARN', `warning: ${KEY}`],
  ])('%s is not an answer about the role', (_what, said) => {
    expect(readCli(said, 'kms:Encrypt', KEY)).toBeUndefined();
  });

  test('an option that this KMS does not know is not an answer either', () => {
    const said = error('ValidationException', 'ciphertextBlob must not be null', 'Decrypt');
    expect(readCli(said, 'kms:Decrypt', KEY)).toBeUndefined();
  });

  test.each([
    ['a key that cannot be used', error('DisabledException', `${KEY} is disabled.`), 'ERR_KEY_STATE'],
    ['an error of another kind', error('InternalFailure', 'later'), 'ERR_LOOK'],
    [
      'a refusal by a policy that the lab does not read',
      error('AccessDeniedException', 'with an explicit deny in a service control policy'),
      'ERR_LOOK',
    ],
  ])('%s is not ignored', (_what, said, code) => {
    expect(() => readCli(said, 'kms:Encrypt', KEY)).toThrowError(expect.objectContaining({ code }));
  });
});

describe('on the sandbox’s instance', () => {
  const outcomeOf = (answer: ProbeResult | undefined) =>
    typeof answer === 'object' ? answer.outcome : answer;
  const asked = async (ask: AskRole) =>
    Object.fromEntries(
      await Promise.all(
        MATRIX_ACTIONS.map(async (action) => [action, outcomeOf(await ask(action))] as const),
      ),
    );

  test('the role answers for itself, by one command for all actions', async () => {
    const sandbox = await open();
    const lab = await sandbox.openLab({ ...sandbox.target, actAs: async () => ({}) });
    const shell = openShell(sandbox.clients.ssm, lab.facts.instance.id, async () => {});
    let sent = 0;
    const counted: InstanceCommands['shell'] = (commands) => {
      sent++;
      return shell(commands);
    };
    revise(sandbox.policy, allowing('kms:Encrypt', 'kms:Decrypt'));
    expect(await asked(askOnInstance({ shell: counted }, lab.facts))).toMatchObject({
      'kms:Encrypt': 'allowed',
      'kms:GenerateDataKey': 'implicitly-denied',
      'kms:Decrypt': 'allowed',
      'kms:PutKeyPolicy': undefined,
      'kms:ScheduleKeyDeletion': undefined,
    });
    expect(sent).toBe(1);
  });

  test('the matrix shows it if there are no credentials of the role', async () => {
    const sandbox = await open();
    const lab = await sandbox.openLab({ ...sandbox.target, actAs: async () => ({}) });
    const observed = (await lab.access.matrix()).filter(
      ({ principal, observed }) => principal === 'instance-role' && observed,
    );
    expect(observed.map(({ action }) => action)).toEqual([
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:Decrypt',
    ]);
  });
});

const facts = { key: { arn: KEY }, region: 'us-east-1' } as Facts;

test('without access to the instance, the role cannot be asked', async () => {
  const shell = async () => Promise.reject(new LabError('ERR_NO_SHELL', 'not managed'));
  expect(await askOnInstance({ shell }, facts)('kms:Encrypt')).toBeUndefined();
});

test('a command that failed is not an answer', async () => {
  const shell = async () => Promise.reject(new LabError('ERR_AWS', 'throttled'));
  await expect(askOnInstance({ shell }, facts)('kms:Encrypt')).rejects.toMatchObject({ code: 'ERR_AWS' });
});
