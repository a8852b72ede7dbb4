import { once } from 'node:events';

/** What happened, kept from the beginning. Every follower reads all of it, and then waits for more. */
export class Feed<Item> {
  readonly #items: Item[] = [];
  readonly #grown = new EventTarget();

  push(item: Item): void {
    this.#items.push(item);
    this.#grown.dispatchEvent(new Event('grown'));
  }

  /** Ends when the signal is aborted. */
  async *follow(signal: AbortSignal, wanted: (item: Item) => boolean): AsyncGenerator<Item> {
    for (let next = 0; !signal.aborted; ) {
      const item = this.#items[next];
      if (item === undefined) {
        await once(this.#grown, 'grown', { signal }).catch(() => undefined);
        continue;
      }
      next++;
      if (wanted(item)) yield item;
    }
  }
}
