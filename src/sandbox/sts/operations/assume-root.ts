import { AssumeRoot$, type AssumeRootCommand } from '@aws-sdk/client-sts';
import { operation } from '../../operation.ts';
import { unauthorised } from '../refusals.ts';

/**
 * Always refused: it needs an organization with centralized root access, which the sandbox does not have.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 */
export const AssumeRoot = operation<AssumeRootCommand>()({
  schema: AssumeRoot$,
  readOnly: true,
  demands: ({ input }) => [
    { action: 'sts:AssumeRoot', resource: `arn:aws:iam::${input.TargetPrincipal}:root` },
  ],
  handle: (call) => {
    throw unauthorised(call, 'sts:AssumeRoot', `arn:aws:iam::${call.input.TargetPrincipal}:root`);
  },
});
