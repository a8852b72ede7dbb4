import { errorTypeRegistries } from '@aws-sdk/client-kms';
import { awsJson } from '../protocol/aws-json.ts';
import { defineService } from '../protocol/service.ts';
import { ABSENT } from '../unread-members.ts';
import { CancelKeyDeletion } from './operations/cancel-key-deletion.ts';
import { CreateAlias } from './operations/create-alias.ts';
import { CreateGrant } from './operations/create-grant.ts';
import { CreateKey } from './operations/create-key.ts';
import { Decrypt } from './operations/decrypt.ts';
import { DeleteAlias } from './operations/delete-alias.ts';
import { DeleteImportedKeyMaterial } from './operations/delete-imported-key-material.ts';
import { DescribeKey } from './operations/describe-key.ts';
import { DisableKey } from './operations/disable-key.ts';
import { DisableKeyRotation } from './operations/disable-key-rotation.ts';
import { EnableKey } from './operations/enable-key.ts';
import { EnableKeyRotation } from './operations/enable-key-rotation.ts';
import { Encrypt } from './operations/encrypt.ts';
import { GenerateDataKey } from './operations/generate-data-key.ts';
import { GenerateDataKeyPair } from './operations/generate-data-key-pair.ts';
import { GenerateDataKeyPairWithoutPlaintext } from './operations/generate-data-key-pair-without-plaintext.ts';
import { GenerateDataKeyWithoutPlaintext } from './operations/generate-data-key-without-plaintext.ts';
import { GenerateRandom } from './operations/generate-random.ts';
import { GetKeyPolicy } from './operations/get-key-policy.ts';
import { GetKeyRotationStatus } from './operations/get-key-rotation-status.ts';
import { GetParametersForImport } from './operations/get-parameters-for-import.ts';
import { ImportKeyMaterial } from './operations/import-key-material.ts';
import { ListAliases } from './operations/list-aliases.ts';
import { ListGrants } from './operations/list-grants.ts';
import { ListKeyPolicies } from './operations/list-key-policies.ts';
import { ListKeyRotations } from './operations/list-key-rotations.ts';
import { ListKeys } from './operations/list-keys.ts';
import { ListResourceTags } from './operations/list-resource-tags.ts';
import { ListRetirableGrants } from './operations/list-retirable-grants.ts';
import { PutKeyPolicy } from './operations/put-key-policy.ts';
import { ReEncrypt } from './operations/re-encrypt.ts';
import { RetireGrant } from './operations/retire-grant.ts';
import { RevokeGrant } from './operations/revoke-grant.ts';
import { RotateKeyOnDemand } from './operations/rotate-key-on-demand.ts';
import { ScheduleKeyDeletion } from './operations/schedule-key-deletion.ts';
import { TagResource } from './operations/tag-resource.ts';
import { UntagResource } from './operations/untag-resource.ts';
import { UpdateAlias } from './operations/update-alias.ts';
import { UpdateKeyDescription } from './operations/update-key-description.ts';

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_Operations.html */
export const kmsService = defineService<typeof import('@aws-sdk/client-kms')>({
  name: 'kms',
  protocol: awsJson('TrentService'),
  registries: errorTypeRegistries,
  absent: ABSENT.kms,
  operations: {
    CancelKeyDeletion,
    CreateAlias,
    CreateGrant,
    CreateKey,
    Decrypt,
    DeleteAlias,
    DeleteImportedKeyMaterial,
    DescribeKey,
    DisableKey,
    DisableKeyRotation,
    EnableKey,
    EnableKeyRotation,
    Encrypt,
    GenerateDataKey,
    GenerateDataKeyPair,
    GenerateDataKeyPairWithoutPlaintext,
    GenerateDataKeyWithoutPlaintext,
    GenerateRandom,
    GetKeyPolicy,
    GetKeyRotationStatus,
    GetParametersForImport,
    ImportKeyMaterial,
    ListAliases,
    ListGrants,
    ListKeyPolicies,
    ListKeyRotations,
    ListKeys,
    ListResourceTags,
    ListRetirableGrants,
    PutKeyPolicy,
    ReEncrypt,
    RetireGrant,
    RevokeGrant,
    RotateKeyOnDemand,
    ScheduleKeyDeletion,
    TagResource,
    UntagResource,
    UpdateAlias,
    UpdateKeyDescription,
  },
});
