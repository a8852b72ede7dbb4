/** The initial capacity, in bytes. */
const ROOM = 64 * 1024;

/** Maximum bytes of UTF-8 per code unit of a string. */
const BYTES_PER_UNIT = 3;

/**
 * Text that waits to be written, as bytes: the garbage collector copies strings that outlive their request twice, and
 * at thousands of requests per second that is a large part of its work.
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

  /** Everything that was added. Must be used before the next call: two buffers alternate. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#end);
    [this.#bytes, this.#spare] = [this.#spare, this.#bytes];
    this.#end = 0;
    return taken;
  }
}
