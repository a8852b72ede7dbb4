import { RetireGrant$, type RetireGrantCommand } from '@aws-sdk/client-kms';
import { type ApiCall, type InputOf, operation } from '../../operation.ts';
import { beginKmsCall, keyOfCall } from '../call.ts';
import { kmsValidationError } from '../constraints.ts';
import { refuseKmsDryRun } from '../cryptography.ts';
import { dropGrant, grantByToken, invalidGrantToken } from '../grant-tokens.ts';
import { GRANT_ID } from '../grants.ts';

type Input = InputOf<RetireGrantCommand>;

/** By its token, or by key ARN and id. https://docs.aws.amazon.com/kms/latest/APIReference/API_RetireGrant.html */
export const RetireGrant = operation<RetireGrantCommand>()({
  schema: RetireGrant$,
  demands: (call) => {
    beginKmsCall(call);
    const { key, id } = named(call);
    return [{ action: 'kms:RetireGrant', resource: key.arn, context: { [GRANT_ID]: id } }];
  },
  handle: (call) => {
    const { key, id } = named(call);
    dropGrant(key, id, () => refuseKmsDryRun(call.input));
    return {};
  },
});

function named(call: ApiCall<Input>) {
  const { GrantToken: token, KeyId, GrantId: id } = call.input;
  if (token !== undefined) {
    const found = grantByToken(call.world, token);
    if (!found) throw invalidGrantToken();
    return { key: found.key, id: found.grant.id };
  }
  if (KeyId === undefined || id === undefined) {
    throw kmsValidationError('Must specify either a grant token, or a key ARN and a grant ID.');
  }
  return { key: keyOfCall(call, KeyId, { foreign: true }), id };
}
