import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import type { LabAction, Observation } from '../../contract/access.ts';
import { LabError } from '../../contract/errors.ts';
import { withoutDetails } from '../client/denial.ts';

/**
 * The actions that can be tried without doing them. A dry run always fails, and its error is the answer.
 * https://docs.aws.amazon.com/kms/latest/developerguide/testing-permissions.html
 * kms:PutKeyPolicy and kms:ScheduleKeyDeletion have no dry run.
 */
const DRY_RUNS: { readonly [action in LabAction]?: (kms: KMSClient, KeyId: string) => Promise<unknown> } = {
  'kms:Encrypt': (kms, KeyId) =>
    kms.send(new EncryptCommand({ KeyId, Plaintext: new Uint8Array(1), DryRun: true })),
  'kms:GenerateDataKey': (kms, KeyId) =>
    kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true })),
  'kms:Decrypt': (kms, KeyId) =>
    kms.send(new DecryptCommand({ KeyId, DryRun: true, DryRunModifiers: ['IGNORE_CIPHERTEXT'] })),
};

/** Kinds of policy that the lab does not read. */
const UNREAD = /(service control|resource control|VPC endpoint|session) policy/;

/** The answer of a target that carried out the call. AWS never does. */
export const CARRIED_OUT = 'carried-out';

export type ProbeResult = Observation | typeof CARRIED_OUT;

export const canBeTried = (action: LabAction): boolean => action in DRY_RUNS;

/** Asks KMS, as the client's principal, whether it would allow the action. `undefined` if this cannot be asked. */
export async function observe(
  kms: KMSClient,
  action: LabAction,
  keyArn: string,
): Promise<ProbeResult | undefined> {
  const dryRun = DRY_RUNS[action];
  if (!dryRun) return undefined;
  try {
    await dryRun(kms, keyArn);
    return CARRIED_OUT;
  } catch (error) {
    if (error instanceof LabError) throw error;
    return readAnswer(error as Error, action);
  }
}

/**
 * Interprets KMS's answer to a dry run. The text says which kind of policy refused, but is meant for people: if the
 * phrase is missing, the refusal has no kind. `undefined` if KMS does not know the question.
 */
export function readAnswer(error: Error, action: LabAction): Observation | undefined {
  const { name } = error;
  const message = withoutDetails(error.message);
  // A KMS without this modifier complains about the missing ciphertext.
  if (action === 'kms:Decrypt' && name === 'ValidationException') return undefined;
  if (name === 'DryRunOperationException') return { outcome: 'allowed', evidence: name };
  if (name === 'AccessDeniedException') {
    const phrase = /(because no .*|with an explicit deny .*)$/.exec(message)?.[1];
    const evidence = phrase ? `${name}: ${phrase}` : name;
    if (UNREAD.test(phrase ?? '')) {
      throw new LabError(
        'ERR_LOOK',
        `${action} was refused ${phrase}, which proves nothing about the lab’s policies.`,
        {
          hint: 'use an account, or credentials, without that restriction',
          cause: error,
        },
      );
    }
    if (/explicit deny/.test(phrase ?? '')) return { outcome: 'explicitly-denied', evidence };
    if (/because no .* policy allows/.test(phrase ?? '')) return { outcome: 'implicitly-denied', evidence };
    return { outcome: 'denied', evidence };
  }
  if (name === 'KMSInvalidStateException' || name === 'DisabledException') {
    throw new LabError('ERR_KEY_STATE', `The key cannot be used: ${message}`, {
      hint: 'enable the key or import its material again: a refusal for this reason proves nothing',
      cause: error,
    });
  }
  throw new LabError('ERR_LOOK', `${action} could not be tried: ${name}: ${message}`, {
    next: [{ run: ['verify'], why: 'asks again' }],
    cause: error,
  });
}
