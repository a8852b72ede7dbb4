import {
  CreateAliasCommand,
  DescribeKeyCommand,
  type KMSClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { awsCode, ifExists } from '../client/failure.ts';
import { type MayOperator, requirePermitted } from './permitted.ts';

/** The alias by which the page finds the key. No step changes it, but a participant may by mistake. */
export function alias(kms: KMSClient, facts: Facts, may: MayOperator): Resource<'alias'> {
  const AliasName = facts.key.alias;
  const arn = `arn:${facts.partition}:kms:${facts.region}:${facts.accountId}:${facts.key.alias}`;
  const call = (before: unknown) => (before ? 'kms:UpdateAlias' : 'kms:CreateAlias');
  const read = async () => {
    const found = await ifExists(kms.send(new DescribeKeyCommand({ KeyId: AliasName })));
    return found?.KeyMetadata?.KeyId ? { keyId: found.KeyMetadata.KeyId } : undefined;
  };
  /** A request whose answer was lost is sent again, and finds what the first one created. */
  const unlessMade = (keyId: string) => async (error: unknown) => {
    if (awsCode(error) !== 'AlreadyExistsException' || (await read())?.keyId !== keyId) throw error;
  };
  return {
    id: 'alias',
    title: AliasName,
    arn,
    removable: false,
    after: [],
    read,
    async write(document) {
      if (!document) throw new LabError('ERR_NOT_OURS', 'The lab does not remove the key’s alias.');
      const input = { AliasName, TargetKeyId: document.keyId };
      if (await read()) await kms.send(new UpdateAliasCommand(input));
      else await kms.send(new CreateAliasCommand(input)).catch(unlessMade(document.keyId));
    },
    same: (a, b) => a?.keyId === b?.keyId,
    // For the alias only: KMS also asks the key's own policy.
    possible: async (now) => requirePermitted(call(now), await may(call(now), arn)),
    calls: (before) => [call(before)],
  };
}
