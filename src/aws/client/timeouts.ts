/** Milliseconds; the SDK itself would wait for ever. A request that takes longer is sent again, as any that failed. */
export const TIMEOUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;
