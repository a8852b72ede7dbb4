import { describe, expect, test } from 'vitest';
import { sampled } from '../../sampled.ts';
import { NO_POSTGRES, NO_REDIS, postgresServer, redisServer } from '../queue/store-servers.ts';
import { killFleets } from './kill-fleet.ts';

const STORES = [
  ['Redis', NO_REDIS, redisServer],
  ['PostgreSQL', NO_POSTGRES, postgresServer],
] as const;

/** A sample of what `npm run fleet-kill` does fifty times. */
describe.each(sampled(STORES, 2))('over %s', (_, isMissing, store) => {
  test.skipIf(isMissing)(
    'a fleet ends whatever is killed, and no account has two writers',
    { timeout: 1_800_000 },
    async () => {
      const killed = await killFleets({ store: () => store(), accounts: 8, times: 1, seed: 2026 });
      expect(killed).toMatchObject({ lost: [], twoWriters: [] });
    },
  );
});
