/**
 * Keys that a request to KMS can carry.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
const KEYS = [
  'aws:CalledVia',
  'aws:CalledViaFirst',
  'aws:CalledViaLast',
  'aws:CurrentTime',
  'aws:Ec2InstanceSourcePrivateIPv4',
  'aws:Ec2InstanceSourceVpc',
  'aws:EpochTime',
  'aws:FederatedProvider',
  'aws:MultiFactorAuthAge',
  'aws:MultiFactorAuthPresent',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
  'aws:PrincipalIsAWSService',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:PrincipalServiceName',
  'aws:PrincipalServiceNamesList',
  'aws:PrincipalType',
  'aws:referer',
  'aws:RequestedRegion',
  'aws:ResourceAccount',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
  'aws:SecureTransport',
  'aws:SourceAccount',
  'aws:SourceArn',
  'aws:SourceIdentity',
  'aws:SourceIp',
  'aws:SourceOrgID',
  'aws:SourceOrgPaths',
  'aws:SourceVpc',
  'aws:SourceVpce',
  'aws:TagKeys',
  'aws:TokenIssueTime',
  'aws:UserAgent',
  'aws:userid',
  'aws:username',
  'aws:ViaAWSService',
  'aws:VpcSourceIp',
  'kms:BypassPolicyLockoutSafetyCheck',
  'kms:CallerAccount',
  'kms:CustomerMasterKeySpec',
  'kms:CustomerMasterKeyUsage',
  'kms:DataKeyPairSpec',
  'kms:EncryptionAlgorithm',
  'kms:EncryptionContextKeys',
  'kms:ExpirationModel',
  'kms:GrantConstraintType',
  'kms:GranteePrincipal',
  'kms:GrantIsForAWSResource',
  'kms:GrantOperations',
  'kms:KeyAgreementAlgorithm',
  'kms:KeyOrigin',
  'kms:KeySpec',
  'kms:KeyUsage',
  'kms:MacAlgorithm',
  'kms:MessageType',
  'kms:MultiRegion',
  'kms:MultiRegionKeyType',
  'kms:PrimaryRegion',
  'kms:ReEncryptOnSameKey',
  'kms:RequestAlias',
  'kms:ResourceAliases',
  'kms:RetiringPrincipal',
  'kms:RotationPeriodInDays',
  'kms:ScheduleKeyDeletionPendingWindowInDays',
  'kms:SigningAlgorithm',
  'kms:ValidTo',
  'kms:ViaService',
  'kms:WrappingAlgorithm',
  'kms:WrappingKeySpec',
] as const;

/** Keys that end in a name that the user chooses. */
const FAMILIES = [
  'aws:PrincipalTag/',
  'aws:RequestTag/',
  'aws:ResourceTag/',
  'kms:EncryptionContext:',
  'kms:RecipientAttestation:',
] as const;

export const CONDITION_KEYS: readonly string[] = KEYS;

export function isConditionKey(key: string): boolean {
  const folded = key.toLowerCase();
  return (
    KEYS.some((known) => known.toLowerCase() === folded) ||
    FAMILIES.some((family) => folded.startsWith(family.toLowerCase()) && folded.length > family.length)
  );
}
