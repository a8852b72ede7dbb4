import { LabError } from '../../contract/errors.ts';
import type { OptionRow } from '../options.ts';
import type { Streams } from '../streams.ts';

export const QUEUE_OPTION = {
  key: 'queue',
  flags: '--queue <url>',
  does: 'where the fleet’s workers take its accounts from: redis://, rediss:// or postgres://HOST',
  env: 'KMS_LAB_QUEUE',
} as const satisfies OptionRow;

/**
 * The address of the queue, from the command line or the environment. Throws `ERR_USAGE` for a password on the command
 * line: other users of the machine see it in the list of processes, and a suggestion would repeat it.
 */
export function queueAddress(
  { queue }: Readonly<Record<string, string | undefined>>,
  { env }: Pick<Streams, 'env'>,
): string | undefined {
  if (queue !== undefined && hasPassword(queue)) {
    throw new LabError(
      'ERR_USAGE',
      'The address of the queue has a password, which other users of this machine could see.',
      {
        hint: `put the address into the environment variable ${QUEUE_OPTION.env}, and leave --queue out`,
      },
    );
  }
  return queue ?? (env[QUEUE_OPTION.env] || undefined);
}

function hasPassword(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { password, searchParams } = new URL(url);
  return password !== '' || searchParams.has('password');
}

/** Throws `ERR_USAGE`: only the lease in a shared state keeps two workers from one account. */
export function requireSharedState(state: string | undefined): string {
  if (state !== undefined) return state;
  throw new LabError('ERR_USAGE', 'A fleet on several machines needs a state that they share.', {
    hint: 'name a bucket, the same for the coordinator and its workers: --state s3://BUCKET/PREFIX',
  });
}
