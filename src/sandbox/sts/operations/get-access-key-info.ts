import { GetAccessKeyInfo$, type GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { identify } from '../../identify.ts';
import { operation } from '../../operation.ts';
import { stsValidationError } from '../refusals.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html */
export const GetAccessKeyInfo = operation<GetAccessKeyInfoCommand>()({
  schema: GetAccessKeyInfo$,
  readOnly: true,
  demands: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
  handle: ({ input, world, now }) => {
    const caller = identify(world, input.AccessKeyId, now)?.caller;
    if (!caller || !('accountId' in caller)) throw stsValidationError('Invalid Access Key ID.');
    return { Account: caller.accountId };
  },
});
