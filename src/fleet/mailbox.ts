/** Hands over what arrives, in order: all that has arrived at once, so that a reader can save it with one write. */
export class Mailbox<Letter> {
  #letters: Letter[] = [];
  #failure: { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;

  post(letter: Letter): void {
    this.#letters.push(letter);
    this.#wake();
  }

  /** Makes `take` throw. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }

  /** At least one. */
  async take(): Promise<readonly Letter[]> {
    while (this.#letters.length === 0 && !this.#failure) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure) throw this.#failure.error;
    return this.#letters.splice(0);
  }
}
