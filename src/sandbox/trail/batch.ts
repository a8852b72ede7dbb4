/** Bytes there is room for at first. */
const ROOM = 64 * 1024;

/** Of UTF-8, at most, for a unit of a string. */
const BYTES_PER_UNIT = 3;

/**
 * Text that waits to be written, as bytes: strings that outlive their request are copied by the garbage collector, twice, and
 * at thousands of requests a second that is a good part of its work.
 */
export class Batch {
  #bytes = Buffer.allocUnsafe(ROOM);
  #spare = Buffer.allocUnsafe(ROOM);
  #end = 0;

  get isEmpty(): boolean {
    return this.#end === 0;
  }

  add(text: string): void {
    const needed = this.#end + text.length * BYTES_PER_UNIT;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#end);
      this.#bytes = larger;
    }
    this.#end += this.#bytes.write(text, this.#end);
  }

  /** Everything that was added, to be used before the next is taken: there are two buffers, and they take turns. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    [this.#bytes, this.#spare] = [this.#spare, this.#bytes];
    this.#end = 0;
    return taken;
  }
}
