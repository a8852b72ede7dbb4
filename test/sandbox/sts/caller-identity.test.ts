import { GetAccessKeyInfoCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { ServiceError } from '../../../src/sandbox/operation.ts';
import { ALICE, HOME, openAccount, ROOT, refusalOf } from '../iam/account.ts';

test.each([
  ['the root user', ROOT, HOME, `arn:aws:iam::${HOME}:root`],
  ['a user', ALICE, 'AIDAALICE222222222222', `arn:aws:iam::${HOME}:user/alice`],
])('%s learns its identity, whatever it may do', async (_, credentials, UserId, Arn) => {
  const judge = (_call: unknown, demands: readonly object[]) => {
    if (demands.length > 0) throw new ServiceError('AccessDenied', 'nothing is allowed', 403);
  };
  const { sts } = openAccount({ judge });
  expect(await sts(credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({
    UserId,
    Account: HOME,
    Arn,
  });
});

test('an access key belongs to an account', async () => {
  const sts = openAccount().sts();
  const info = (AccessKeyId: string) => sts.send(new GetAccessKeyInfoCommand({ AccessKeyId }));
  expect((await info(ROOT.accessKeyId)).Account).toBe(HOME);
  expect(await refusalOf(info('AKIANOBODYNOBODYNOBO'))).toMatchObject({
    code: 'ValidationError',
    status: 400,
  });
});
