/** How a policy compares a key, as IAM's simulator names it. */
export type KeyType = 'string' | 'stringList' | 'numeric' | 'boolean' | 'date' | 'ip';

interface Described {
  /** Absent: `string`. */
  readonly type?: KeyType;
}

/** Requests have the key. */
export interface SuppliedKey extends Described {
  /** Which requests have it. */
  readonly when: string;
  /** What its value comes from. */
  readonly from: string;
  /** Why a prediction about an AWS account does not know it, though the sandbox does. */
  readonly unpredicted?: string;
}

/** A gap: no request to the sandbox has the key, and a prediction does not know it. */
export interface MissingKey extends Described {
  /** Why. */
  readonly gap: string;
}

export type ConditionKey = SuppliedKey | MissingKey;

const SERVICE_CALLS = 'Only requests that an AWS service makes on its own have it.';
const NO_ENDPOINT = 'Requests are taken to come from the internet, and not through a VPC endpoint.';
const OTHER_SERVICE = 'Only requests through another AWS service have it.';
const OTHER_KEYS = 'Only operations on other kinds of keys have it.';
const ENCLAVE = 'Only requests from enclaves and attested instances have it.';
const ORGANIZATION = 'the organization of the account';
const UNASKED = 'Predictions do not ask AWS Organizations.';
const NETWORK = 'Predictions do not read the network of the instance.';
const OF_KEY = 'on a KMS key';

/**
 * Every global condition key and every key of KMS that AWS documents: which requests have it, and what it comes from;
 * or why no request has it. A name that ends in `/` or `:` stands for every name that goes on after it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 * https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
 */
export const CONDITION_KEYS = {
  // The principal.
  'aws:PrincipalArn': { when: 'all but a service’s', from: 'the signer; for a session, its role or user' },
  'aws:PrincipalAccount': { when: 'all but a service’s', from: 'the signer’s account' },
  'aws:PrincipalOrgID': {
    when: 'from a member of an organization',
    from: ORGANIZATION,
    unpredicted: UNASKED,
  },
  'aws:PrincipalOrgPaths': {
    type: 'stringList',
    when: 'from a member of an organization',
    from: ORGANIZATION,
    unpredicted: UNASKED,
  },
  'aws:PrincipalTag/': {
    when: 'from a tagged user or role, or with session tags',
    from: 'tags of the user or role, then of the session',
  },
  'aws:PrincipalIsAWSService': { type: 'boolean', when: 'all', from: 'the signer' },
  'aws:PrincipalServiceName': { gap: SERVICE_CALLS },
  'aws:PrincipalServiceNamesList': { type: 'stringList', gap: SERVICE_CALLS },
  'aws:PrincipalType': { when: 'all', from: 'the signer' },
  'aws:userid': { when: 'all', from: 'the signer’s unique id' },
  'aws:username': { when: 'from a user', from: 'the signer' },
  // Its session.
  'aws:AssumedRoot': { type: 'boolean', gap: 'Only sessions of AssumeRoot have it.' },
  'aws:FederatedProvider': { gap: 'The identity provider of a session is not known.' },
  'aws:TokenIssueTime': {
    type: 'date',
    when: 'with temporary credentials',
    from: 'when they were issued; a prediction assumes “now”',
  },
  'aws:MultiFactorAuthAge': {
    type: 'numeric',
    when: 'with credentials from an MFA code',
    from: 'when the code was given',
  },
  'aws:MultiFactorAuthPresent': {
    type: 'boolean',
    when: 'with temporary credentials',
    from: 'whether a code was given',
  },
  'aws:ChatbotSourceArn': { gap: OTHER_SERVICE },
  'aws:Ec2InstanceSourceVpc': {
    when: 'from an instance',
    from: 'the instance that its role was delivered to',
    unpredicted: NETWORK,
  },
  'aws:Ec2InstanceSourcePrivateIPv4': {
    type: 'ip',
    when: 'from an instance',
    from: 'the instance that its role was delivered to',
    unpredicted: NETWORK,
  },
  'aws:SourceIdentity': {
    when: 'with it in AssumeRole, and in the sessions after it',
    from: 'the session',
    unpredicted: 'No API shows it.',
  },
  'ec2:RoleDelivery': { gap: 'It depends on which version of the metadata service the software asks.' },
  'ec2:SourceInstanceArn': { when: 'from an instance', from: 'the instance that its role was delivered to' },
  'glue:RoleAssumedBy': { gap: OTHER_SERVICE },
  'glue:CredentialIssuingService': { gap: OTHER_SERVICE },
  'lambda:SourceFunctionArn': { gap: OTHER_SERVICE },
  'ssm:SourceInstanceArn': { gap: 'Only credentials that Systems Manager delivers have it.' },
  'identitystore:UserId': { gap: OTHER_SERVICE },
  // The network.
  'aws:SourceIp': { type: 'ip', when: 'all', from: 'the connection' },
  'aws:SourceVpc': { gap: NO_ENDPOINT },
  'aws:SourceVpcArn': { gap: NO_ENDPOINT },
  'aws:SourceVpce': { gap: NO_ENDPOINT },
  'aws:VpceAccount': { gap: NO_ENDPOINT },
  'aws:VpceOrgPaths': { type: 'stringList', gap: NO_ENDPOINT },
  'aws:VpceOrgID': { gap: NO_ENDPOINT },
  'aws:VpcSourceIp': { type: 'ip', gap: NO_ENDPOINT },
  // The resource.
  'aws:ResourceAccount': { when: 'all', from: 'the owner of the resource' },
  'aws:ResourceOrgID': {
    when: 'to a member of an organization',
    from: ORGANIZATION,
    unpredicted: UNASKED,
  },
  'aws:ResourceOrgPaths': {
    type: 'stringList',
    when: 'to a member of an organization',
    from: ORGANIZATION,
    unpredicted: UNASKED,
  },
  'aws:ResourceTag/': { when: 'to a tagged resource', from: 'its tags' },
  // The request.
  'aws:CalledVia': {
    type: 'stringList',
    gap: 'AWS sets it for requests through certain services; S3 is not one.',
  },
  'aws:CalledViaFirst': { gap: 'AWS sets it for requests through certain services; S3 is not one.' },
  'aws:CalledViaLast': { gap: 'AWS sets it for requests through certain services; S3 is not one.' },
  'aws:CalledViaAWSMCP': { gap: OTHER_SERVICE },
  'aws:ViaAWSService': { type: 'boolean', when: 'all', from: 'whether S3 calls KMS for the signer' },
  'aws:ViaAWSMCPService': { type: 'boolean', gap: OTHER_SERVICE },
  'aws:IsMcpServiceAction': { type: 'boolean', gap: OTHER_SERVICE },
  'aws:CurrentTime': { type: 'date', when: 'all', from: 'the clock' },
  'aws:EpochTime': { type: 'date', when: 'all', from: 'the clock' },
  'aws:referer': {
    when: 'with a Referer header',
    from: 'the header',
    unpredicted: 'It is the sender’s choice.',
  },
  'aws:RequestedRegion': { when: 'all', from: 'the endpoint' },
  'aws:RequestTag/': { when: 'with tags', from: 'the tags in the request' },
  'aws:TagKeys': { type: 'stringList', when: 'with tags', from: 'the tags in the request' },
  'aws:SecureTransport': { type: 'boolean', when: 'all', from: 'always “true”: loopback counts as TLS' },
  'aws:SourceArn': { gap: SERVICE_CALLS },
  'aws:SourceAccount': { gap: SERVICE_CALLS },
  'aws:SourceOwner': { gap: SERVICE_CALLS },
  'aws:SourceOrgPaths': { type: 'stringList', gap: SERVICE_CALLS },
  'aws:SourceOrgID': { gap: SERVICE_CALLS },
  'aws:UserAgent': {
    when: 'with a User-Agent header',
    from: 'the header',
    unpredicted: 'It is the sender’s choice.',
  },
  // KMS.
  'kms:BypassPolicyLockoutSafetyCheck': {
    type: 'boolean',
    when: 'CreateKey and PutKeyPolicy',
    from: 'the request',
  },
  'kms:CallerAccount': { when: 'all to KMS', from: 'the signer’s account' },
  'kms:CustomerMasterKeySpec': { when: OF_KEY, from: 'the key; the former name of kms:KeySpec' },
  'kms:CustomerMasterKeyUsage': { when: OF_KEY, from: 'the key; the former name of kms:KeyUsage' },
  'kms:DataKeyPairSpec': { when: 'GenerateDataKeyPair', from: 'the request' },
  'kms:EncryptionAlgorithm': { when: 'encryption and decryption', from: 'the request' },
  'kms:EncryptionContext:': { when: 'with an encryption context', from: 'its pairs' },
  'kms:EncryptionContextKeys': {
    type: 'stringList',
    when: 'with an encryption context',
    from: 'the names of its pairs',
  },
  'kms:ExpirationModel': { when: 'ImportKeyMaterial', from: 'the request' },
  'kms:GrantConstraintSourceArn': { gap: 'Only grants with the constraint SourceArn have it.' },
  'kms:GrantConstraintType': { when: 'CreateGrant', from: 'the request' },
  'kms:GrantIsForAWSResource': { type: 'boolean', when: 'on grants', from: 'always “false”' },
  'kms:GrantOperations': { type: 'stringList', when: 'CreateGrant', from: 'the request' },
  'kms:GranteePrincipal': { when: 'CreateGrant', from: 'the request' },
  'kms:GranteeServicePrincipal': { gap: 'Only grants to services have it.' },
  'kms:KeyAgreementAlgorithm': { gap: OTHER_KEYS },
  'kms:KeyOrigin': { when: OF_KEY, from: 'the key' },
  'kms:KeySpec': { when: OF_KEY, from: 'the key' },
  'kms:KeyUsage': { when: OF_KEY, from: 'the key' },
  'kms:MacAlgorithm': { gap: OTHER_KEYS },
  'kms:MessageType': { gap: OTHER_KEYS },
  'kms:MultiRegion': { type: 'boolean', when: OF_KEY, from: 'the key' },
  'kms:MultiRegionKeyType': { gap: 'Only multi-Region keys have it.' },
  'kms:PrimaryRegion': { gap: 'Only multi-Region keys have it.' },
  'kms:ReEncryptOnSameKey': { type: 'boolean', when: 'ReEncrypt', from: 'the two keys' },
  'kms:RecipientAttestation:': { gap: ENCLAVE },
  'kms:ReplicaRegion': { gap: 'Only multi-Region keys have it.' },
  'kms:RequestAlias': { when: 'by an alias', from: 'the request' },
  'kms:ResourceAliases': { type: 'stringList', when: OF_KEY, from: 'the aliases of the key' },
  'kms:RetiringPrincipal': { when: 'CreateGrant', from: 'the request' },
  'kms:RetiringServicePrincipal': { gap: 'Only grants to services have it.' },
  'kms:RotationPeriodInDays': { type: 'numeric', when: 'EnableKeyRotation', from: 'the request' },
  'kms:ScheduleKeyDeletionPendingWindowInDays': {
    type: 'numeric',
    when: 'ScheduleKeyDeletion',
    from: 'the request',
  },
  'kms:SigningAlgorithm': { gap: OTHER_KEYS },
  'kms:TrailingDaysWithoutKeyUsage': {
    type: 'numeric',
    gap: 'When a key was last used is not known.',
  },
  'kms:ValidTo': { type: 'date', when: 'ImportKeyMaterial', from: 'the request' },
  'kms:ViaService': { when: 'through S3', from: 'the service that calls KMS for the signer' },
  'kms:WrappingAlgorithm': { when: 'GetParametersForImport', from: 'the request' },
  'kms:WrappingKeySpec': { when: 'GetParametersForImport', from: 'the request' },
} as const satisfies Readonly<Record<string, ConditionKey>>;

const ROWS = Object.entries(CONDITION_KEYS) as readonly (readonly [string, ConditionKey])[];
const BY_NAME = new Map(ROWS.map(([name, row]) => [name.toLowerCase(), row]));
const FAMILIES = [...BY_NAME].filter(([name]) => /[/:]$/.test(name));

/** What is said of a key; `undefined` for one that AWS does not document. Names are case-insensitive. */
export function conditionKeyNamed(key: string): ConditionKey | undefined {
  const folded = key.toLowerCase();
  const known = BY_NAME.get(folded);
  if (known) return /[/:]$/.test(folded) ? undefined : known;
  return FAMILIES.find(([family]) => folded.startsWith(family) && folded.length > family.length)?.[1];
}
