import { expect, test } from 'vitest';
import { openQueue } from '../../../src/fleet/queue/open.ts';

test.each(['redis', 'rediss', 'postgres'])('a %s that is not there is said at once', async (scheme) => {
  // No program listens at the port of discard.
  await expect(
    openQueue(`${scheme}://user:a-password@127.0.0.1:9/0`, { version: '0.1.0' }),
  ).rejects.toMatchObject({
    code: 'ERR_QUEUE',
    message: expect.stringMatching(/^The queue at \w+:\/\/127\.0\.0\.1:9\/0 does not answer: .*ECONNREFUSED/),
  });
});
