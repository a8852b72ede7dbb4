/** A claim to hold bytes: granted at once, or when others have released theirs. */
export interface Claim {
  readonly granted: Promise<void>;
  /** Also withdraws a claim that was not granted. */
  release(): void;
}

/** The bytes of bodies that are held at the same time, over all connections. */
export class BodyBudget {
  readonly limit: number;
  #held = 0;
  readonly #waiting = new Map<Claim, { readonly bytes: number; readonly grant: () => void }>();

  /** Bytes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Bytes that were granted and not released. */
  get held(): number {
    return this.#held;
  }

  /** `bytes` must not be more than the limit. The first claim that fits is granted next, so that small ones need not wait. */
  claim(bytes: number): Claim {
    let state: 'waiting' | 'granted' | 'released' = 'waiting';
    let granted = () => {};
    const claim: Claim = {
      granted: new Promise((resolve) => {
        granted = resolve;
      }),
      release: () => {
        if (state === 'granted') this.#held -= bytes;
        state = 'released';
        this.#waiting.delete(claim);
        this.#serve();
      },
    };
    const grant = () => {
      state = 'granted';
      this.#held += bytes;
      granted();
    };
    this.#waiting.set(claim, { bytes, grant });
    this.#serve();
    return claim;
  }

  #serve(): void {
    for (const [claim, { bytes, grant }] of this.#waiting) {
      if (this.#held + bytes > this.limit) continue;
      this.#waiting.delete(claim);
      grant();
    }
  }
}
