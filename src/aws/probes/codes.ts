import { Secret, TOTP } from 'otpauth';

/** Milliseconds. The SHA-1, six digits and thirty seconds of authenticator apps: RFC 6238's defaults, and IAM's. */
const WINDOW = 30_000;

interface Time {
  now(): Date;
  /** Throws where somebody does not want to wait any longer. */
  pause(ms: number): Promise<void>;
}

/** The codes of a virtual MFA device. AWS takes each of them once. */
export class Codes {
  readonly #device: TOTP;
  readonly #time: Time;
  /** The latest window whose code was given away. */
  #spent = -1;

  /** IAM gives the seed as bytes that are the Base32 text. */
  constructor(seed: Uint8Array, time: Time) {
    this.#device = new TOTP({ secret: Secret.fromBase32(new TextDecoder().decode(seed)) });
    this.#time = time;
  }

  /** The code before the present one, and the present one: what somebody has who waited for the second. */
  pair(): readonly [string, string] {
    const present = this.#present();
    this.#spent = present;
    return [this.#at(present - 1), this.#at(present)];
  }

  /** A code that was not used, as soon as there is one. */
  async next(): Promise<string> {
    const opens = (this.#spent + 1) * WINDOW;
    const wait = opens - this.#time.now().getTime();
    if (wait > 0) await this.#time.pause(wait);
    this.#spent = Math.max(this.#present(), this.#spent + 1);
    return this.#at(this.#spent);
  }

  #present(): number {
    return Math.floor(this.#time.now().getTime() / WINDOW);
  }

  #at(window: number): string {
    return this.#device.generate({ timestamp: window * WINDOW });
  }
}
