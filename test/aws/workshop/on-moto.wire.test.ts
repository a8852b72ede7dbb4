import { expect, test } from 'vitest';
import { NOT_IMPLEMENTED } from '../moto-answers.ts';
import { openProxy, type Passing } from '../proxy.ts';
import { openEmpty, statuses } from './opened.ts';

/** The three ways in which moto 5.2.1 differs from what the setup needs. */
const asMoto = (endpoint: string): Promise<string> =>
  openProxy(endpoint, {
    instead: ({ operation, body }: Passing) =>
      operation === 'AmazonSSM.DescribeInstanceInformation' ||
      (operation === 'DescribeInstances' && body.includes('iam-instance-profile.arn'))
        ? NOT_IMPLEMENTED
        : undefined,
    changed: ({ operation }, body) =>
      operation === 'TrentService.DescribeKey' ? body.replace(/"KeyUsage":"[A-Z_]+",?/, '') : body,
  });

test('what an endpoint lacks is reported, and stops neither a setup nor a teardown', async () => {
  const { setup, plan, teardown, home } = await openEmpty({ behind: asMoto });
  const first = await setup();
  expect(first.outcome.error).toBeUndefined();
  expect(first.outcome.parts.at(-1)).toMatchObject({
    id: 'managed',
    status: 'unseen',
    note: 'This endpoint has no working DescribeInstanceInformation: it answered HTTP 500 and a web page.',
  });

  const again = await setup();
  expect([again.outcome.error, again.writes]).toEqual([undefined, 0]);
  expect(statuses(again.outcome.parts)).toEqual(['present', 'unseen']);
  expect(statuses((await plan()).outcome)).toEqual(['present', 'unseen']);

  expect((await teardown()).outcome.error).toBeUndefined();
  expect(Object.keys(home().roles)).toEqual([]);
});

test('a profile that another person’s instance uses is left, whatever filter finds it', async () => {
  const { setup, teardown, home } = await openEmpty({ behind: asMoto });
  await setup();
  for (const instance of Object.values(home().instances)) instance.tags = { Name: 'another' };
  const { outcome } = await teardown();
  expect(outcome.error?.message).toContain(Object.keys(home().instances)[0]);
  expect(Object.keys(home().instanceProfiles)).toHaveLength(1);
});
