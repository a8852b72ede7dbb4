import { CreateVirtualMFADeviceCommand, EnableMFADeviceCommand, type IAMClient } from '@aws-sdk/client-iam';
import { stepAt, totp } from '../../../src/sandbox/iam/totp.ts';

/** An authenticator app: it knows the answer of CreateVirtualMFADevice, and the time. */
export interface Authenticator {
  readonly serial: string;
  /** The code of now, or of this many steps from now. */
  code(at: Date, steps?: number): string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function fromBase32(text: string): Buffer {
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

export async function newAuthenticator(iam: IAMClient, name: string): Promise<Authenticator> {
  const { VirtualMFADevice: device } = await iam.send(
    new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name }),
  );
  const seed = fromBase32(Buffer.from(device?.Base32StringSeed ?? []).toString('ascii'));
  return {
    serial: device?.SerialNumber ?? '',
    code: (at, steps = 0) => totp(seed, stepAt(at) + steps),
  };
}

/** With the codes of the previous step and of now. */
export const enabling = ({ serial, code }: Authenticator, UserName: string, at: Date) =>
  new EnableMFADeviceCommand({
    UserName,
    SerialNumber: serial,
    AuthenticationCode1: code(at, -1),
    AuthenticationCode2: code(at),
  });
