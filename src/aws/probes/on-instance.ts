import type { LabAction } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import { asIs, sh } from '../../contract/suggestion.ts';
import type { InstanceCommands } from '../web-app/commands.ts';
import { CARRIED_OUT, type ProbeResult, readAnswer } from './observe.ts';

/** The instance role's own answer; `undefined` if it cannot be asked. */
export type AskRole = (action: LabAction) => Promise<ProbeResult | undefined>;

/**
 * The dry runs of `observe.ts`, with the AWS CLI on the instance. An older CLI refuses options that it does not know
 * before it sends anything. If a KMS without dry runs carries out the call, only the key's ARN is printed.
 * https://docs.aws.amazon.com/cli/latest/reference/kms/decrypt.html
 */
const DRY_RUNS: { readonly [action in LabAction]?: string } = {
  'kms:Encrypt': 'encrypt --plaintext AA==',
  'kms:GenerateDataKey': 'generate-data-key --key-spec AES_256',
  'kms:Decrypt': 'decrypt --dry-run-modifiers IGNORE_CIPHERTEXT',
};

const SEPARATOR = '--';

/**
 * Asks KMS as the instance role, on the instance, so the role's credentials never leave it. One command for all
 * actions, sent when the first of them is asked for.
 */
export function askOnInstance(instance: Pick<InstanceCommands, 'shell'>, { key, region }: Facts): AskRole {
  let answers: Promise<ReadonlyMap<string, string>> | undefined;
  const ask = async (): Promise<ReadonlyMap<string, string>> => {
    const asked = Object.entries(DRY_RUNS);
    const output = await reached(
      instance.shell(
        asked.flatMap(([, call]) => [
          sh`aws kms ${asIs(call)} --key-id ${key.arn} --region ${region} --dry-run --query KeyId --output text 2>&1 || true`,
          `echo ${SEPARATOR}`,
        ]),
      ),
    );
    const said = output?.split(/^--$/m) ?? [];
    return new Map(asked.map(([action], index) => [action, said[index]?.trim() ?? '']));
  };
  return async (action) => {
    if (!DRY_RUNS[action]) return undefined;
    answers ??= ask();
    return readCli((await answers).get(action) ?? '', action, key.arn);
  };
}

/** How the CLI prints an error from AWS. Anything else it prints is its own, and says nothing about the role. */
const ERROR = /An error occurred \((\w+)\) when calling the \w+ operation(?: \([^)]*\))?: (.*)/;

export function readCli(said: string, action: LabAction, keyArn: string): ProbeResult | undefined {
  if (said === keyArn) return CARRIED_OUT;
  const [, name, message = ''] = ERROR.exec(said) ?? [];
  return name === undefined
    ? undefined
    : readAnswer(Object.assign(new Error(message.trim()), { name }), action);
}

/** If the instance cannot be reached, the role is only predicted. */
async function reached(answer: Promise<string>): Promise<string | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LabError && error.code === 'ERR_NO_SHELL') return undefined;
    throw error;
  }
}
