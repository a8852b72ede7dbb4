import type { Caller } from '../../policy/request.ts';

/** For the credentials of GetSessionToken and GetFederationToken. */
export const MIN_SECONDS = 900;
export const MAX_SECONDS = 129_600;
const DEFAULT_SECONDS = 43_200;
const MAX_ROOT_SECONDS = 3600;

/** The root user's last at most an hour, whatever was requested. */
export const lifetimeOf = ({ kind }: Caller, asked: number = DEFAULT_SECONDS): number =>
  kind === 'root' ? Math.min(asked, MAX_ROOT_SECONDS) : asked;
