import { LabError } from '../../contract/errors.ts';

/** Which store a URL names. */
export type QueueStore = 'redis' | 'postgres';

const STORES: Readonly<Record<string, QueueStore>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/** Throws `ERR_USAGE`. */
export function storeOf(url: string): QueueStore {
  const store = URL.canParse(url) ? STORES[new URL(url).protocol] : undefined;
  if (store) return store;
  throw new LabError('ERR_USAGE', 'The address of the queue is not one that kms-lab knows.', {
    hint: 'It begins with redis://, rediss:// (with TLS) or postgres://, as in redis://queue.example.com:6379.',
  });
}

/** Where the queue is, without the user, the password and the parameters, which may have another one. */
export function shownQueue(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}

/** The text without the secrets of the URL: what a client says may repeat them. */
export function withoutSecrets(text: string, url: string): string {
  const { username, password, searchParams } = new URL(url);
  const secrets = [password, username, ...searchParams.values()].flatMap((one) => [
    one,
    decodeURIComponent(one),
  ]);
  return secrets
    .filter((one) => one.length > 3)
    .reduce((safe, secret) => safe.replaceAll(secret, '…'), text.replaceAll(url, shownQueue(url)));
}
