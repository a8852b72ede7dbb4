import type { MfaDevice, User, WorldAccount } from '../world.ts';
import { stepAt, totp } from './totp.ts';

/** Clocks differ: the previous and the next code are accepted, too. */
const DRIFT_STEPS = 1;

export const devicesOf = ({ mfaDevices }: WorldAccount, user: Pick<User, 'name'>): readonly MfaDevice[] =>
  Object.values(mfaDevices).filter(({ userName }) => userName === user.name);

/**
 * The step that the code belongs to; `undefined` for a wrong code, and for one that is not newer than the last used
 * one.
 */
export function codeStep(device: MfaDevice, code: string, now: Date): number | undefined {
  const present = stepAt(now);
  return range(present - DRIFT_STEPS, present + DRIFT_STEPS).find(
    (step) => step > (device.lastStep ?? -1) && codeAt(device, step) === code,
  );
}

/** The step of the second of two consecutive codes, which a new device has to provide. */
export function stepOfPair(device: MfaDevice, first: string, second: string, now: Date): number | undefined {
  const present = stepAt(now);
  return range(present - 2 * DRIFT_STEPS, present + DRIFT_STEPS).find(
    (step) => codeAt(device, step - 1) === first && codeAt(device, step) === second,
  );
}

const codeAt = ({ seed }: MfaDevice, step: number): string => totp(Buffer.from(seed, 'base64'), step);

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
