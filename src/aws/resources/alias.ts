import {
  CreateAliasCommand,
  DescribeKeyCommand,
  type KMSClient,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import { arnsOfTheLab, type Facts } from '../../contract/facts.ts';
import type { Resource } from '../../contract/resource.ts';
import { ifExists } from '../failure.ts';

/** The alias by which the page finds the key: no step changes it, but a participant's hand may. */
export function alias(kms: KMSClient, facts: Facts): Resource<'alias'> {
  const AliasName = facts.key.alias;
  const read = async () => {
    const found = await ifExists(kms.send(new DescribeKeyCommand({ KeyId: AliasName })));
    return found?.KeyMetadata?.KeyId ? { keyId: found.KeyMetadata.KeyId } : undefined;
  };
  return {
    id: 'alias',
    title: AliasName,
    arn: arnsOfTheLab(facts).alias,
    read,
    async write(document) {
      if (!document) throw new LabError('ERR_NOT_OURS', 'The lab does not remove the key’s alias.');
      const input = { AliasName, TargetKeyId: document.keyId };
      await kms.send((await read()) ? new UpdateAliasCommand(input) : new CreateAliasCommand(input));
    },
    same: (a, b) => a?.keyId === b?.keyId,
    calls: (before) => [before ? 'kms:UpdateAlias' : 'kms:CreateAlias'],
  };
}
