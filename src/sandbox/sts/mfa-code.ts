import { codeStep, devicesOf } from '../iam/mfa.ts';
import type { ApiCall } from '../operation.ts';
import { accessDenied, requireText } from './refusals.ts';
import { findUserOf } from './user.ts';

interface MfaInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** A valid code that was not used before. */
export interface MfaProof {
  spend(): void;
}

/**
 * The MFA code of the request, `undefined` if it has none. Throws ValidationError, or
 * AccessDenied, with the messages that clients of STS report, for a device that is not the caller's, a wrong code and one that was used before.
 */
export function mfaProof({ input, identity, world, now }: ApiCall<MfaInput>): MfaProof | undefined {
  const { SerialNumber: serial, TokenCode: code } = input;
  if (serial === undefined && code === undefined) return undefined;
  if (serial !== undefined)
    requireText('serialNumber', serial, { min: 9, max: 256, pattern: /[\w+=/:,.@-]*/ });
  if (code !== undefined) requireText('tokenCode', code, { min: 6, max: 6, pattern: /[\d]*/ });
  const user = findUserOf(world, identity.caller);
  const device = user && devicesOf(user.account, user.user).find((one) => one.serial === serial);
  if (!device || code === undefined) {
    throw accessDenied(
      'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
    );
  }
  const step = codeStep(device, code, now);
  if (step === undefined) {
    throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
  }
  return {
    spend: () => {
      device.lastStep = step;
    },
  };
}
