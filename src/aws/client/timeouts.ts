/** Milliseconds; the SDK itself would wait forever. A request that takes longer is retried like any failed one. */
export const TIMEOUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;
