import { Secret, TOTP } from 'otpauth';

/** Milliseconds. Authenticator apps use SHA-1, six digits and thirty seconds: RFC 6238's defaults, and IAM's. */
const WINDOW = 30_000;

interface Time {
  now(): Date;
  /** Throws if the user does not want to wait any longer. */
  pause(ms: number): Promise<void>;
}

/** The codes of a virtual MFA device. AWS accepts each code once. */
export class Codes {
  readonly #device: TOTP;
  readonly #time: Time;
  /** The latest window whose code was used. */
  #spent = -1;

  /** IAM returns the seed as the bytes of its Base32 text. */
  constructor(seed: Uint8Array, time: Time) {
    this.#device = new TOTP({ secret: Secret.fromBase32(new TextDecoder().decode(seed)) });
    this.#time = time;
  }

  /** The previous code and the current one: what a person has who waited for the second code. */
  pair(): readonly [string, string] {
    const present = this.#present();
    this.#spent = present;
    return [this.#at(present - 1), this.#at(present)];
  }

  /** An unused code, as soon as there is one. */
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
