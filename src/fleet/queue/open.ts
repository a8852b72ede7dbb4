import type { FleetQueue } from '../queue.ts';
import { storeOf } from './address.ts';
import type { QueueOptions } from './options.ts';

/**
 * The queue at a URL; in this process without one. Throws `ERR_USAGE` for another kind of URL, `ERR_PACKAGE` where the
 * store's client is not installed, `ERR_QUEUE` where the store does not answer, and `ERR_QUEUE_UNSAFE` for a Redis that
 * may drop units.
 */
export async function openQueue(url: string | undefined, options: QueueOptions): Promise<FleetQueue> {
  if (url === undefined) return (await import('./in-process.ts')).inProcessQueue(options.rate);
  const store = storeOf(url);
  const { bullQueue } = await import('./bullmq.ts');
  return bullQueue(store, url, options);
}
