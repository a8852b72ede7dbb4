import type { PolicyDocument } from '../policy/document.ts';
import type { Caller } from '../policy/request.ts';
import type { Bucket } from './world-buckets.ts';

/**
 * Everything that the sandbox holds, as plain JSON: memory and disk have the same form. Dates are ISO 8601, bytes are
 * base64, policy documents are parsed. Operations change it in place; the server saves it before it answers.
 */
export interface World {
  version: 1;
  /** The account of the workshop's participant. */
  home: string;
  region: string;
  accounts: Record<string, WorldAccount>;
  /** Temporary credentials that were issued, by access key id (ASIA…). */
  sessions: Record<string, RoleSession>;
  /** Absent: the accounts are independent. */
  organization?: Organization;
}

export interface Organization {
  /** `o-…` */
  id: string;
  /** `r-…` */
  root: string;
  /** The management account, which is also a member. */
  management: string;
  members: OrganizationMember[];
}

export interface OrganizationMember {
  /** The account's. */
  id: string;
  name: string;
  email: string;
  joined: string;
}

export interface RoleSession {
  accessKeyId: string;
  secret: string;
  token: string;
  expires: string;
  caller: Caller;
  /** Session policies given to AssumeRole or GetFederationToken. */
  policies: PolicyDocument[];
  /** Absent in a state of before this was recorded. */
  issued?: string;
  /** The instance that got the credentials. */
  instance?: string;
  /** When the MFA code was given, for aws:MultiFactorAuthAge; absent without MFA. */
  mfaAt?: string;
  /** GetFederationToken: the caller, whose permissions the session uses, limited by `policies`. */
  parent?: Caller;
  /** Session tags: those of the request, and the transitive ones of the session that made it. */
  tags?: Tags;
  /** Keys of `tags` that sessions opened with this one inherit. */
  transitiveTags?: string[];
  /** Set once, and inherited by every session opened with this one. */
  sourceIdentity?: string;
}

export interface WorldAccount {
  id: string;
  /** The account's alias in its sign-in address; the workshop's has none. */
  alias?: string;
  users: Record<string, User>;
  roles: Record<string, Role>;
  groups: Record<string, Group>;
  /** Customer managed policies by ARN. AWS's own are in `iam/aws-managed.ts`. */
  policies: Record<string, ManagedPolicy>;
  instanceProfiles: Record<string, InstanceProfile>;
  /** Virtual ones, by serial number (their ARN). */
  mfaDevices: Record<string, MfaDevice>;
  /** By key id. */
  keys: Record<string, Key>;
  /** By name, `alias/ImportedCMK`. */
  aliases: Record<string, Alias>;
  buckets: Record<string, Bucket>;
  instances: Record<string, Ec2Instance>;
  /** By group id. Absent: those that the instances name, as the workshop creates them. */
  securityGroups?: Record<string, SecurityGroup>;
  /** The secret of the root user's access key. */
  rootKey?: AccessKey;
}

export type Tags = Record<string, string>;

export interface AccessKey {
  id: string;
  secret: string;
  status: 'Active' | 'Inactive';
  created: string;
}

export interface User {
  /** AIDA… */
  id: string;
  arn: string;
  name: string;
  path: string;
  created: string;
  tags: Tags;
  accessKeys: AccessKey[];
  inline: Record<string, PolicyDocument>;
  /** ARNs of managed policies. */
  attached: string[];
  groups: string[];
  boundary?: string;
  /** A console password exists; the sandbox has no console to use it in. */
  loginProfile?: { created: string; resetRequired: boolean };
}

export interface Role {
  /** AROA… */
  id: string;
  arn: string;
  name: string;
  path: string;
  created: string;
  description?: string;
  maxSessionSeconds: number;
  tags: Tags;
  trust: PolicyDocument;
  inline: Record<string, PolicyDocument>;
  attached: string[];
  boundary?: string;
}

export interface Group {
  id: string;
  arn: string;
  name: string;
  path: string;
  created: string;
  inline: Record<string, PolicyDocument>;
  attached: string[];
}

export interface ManagedPolicy {
  id: string;
  arn: string;
  name: string;
  path: string;
  created: string;
  updated: string;
  description?: string;
  tags: Tags;
  defaultVersion: string;
  /** Version ids only increase, and are never reused. */
  nextVersion: number;
  versions: Record<string, { document: PolicyDocument; created: string }>;
}

export interface InstanceProfile {
  id: string;
  arn: string;
  name: string;
  path: string;
  created: string;
  tags?: Tags;
  roles: string[];
}

export interface MfaDevice {
  /** `arn:aws:iam::ACCOUNT:mfa/NAME` */
  serial: string;
  /** The shared secret, base64. */
  seed: string;
  tags: Tags;
  /** The user it is assigned to, and since when. */
  userName?: string;
  enabled?: string;
  /** The latest 30-second step whose code was used: codes up to it are no longer valid. */
  lastStep?: number;
}

/** One material of a key. */
export interface KeyMaterial {
  /** 256 bits of AES, base64; absent while pending import. */
  material?: string;
  /** Its SHA-256, base64: only the same may be imported in its place. */
  materialId?: string;
  /** Of imported material that expires. */
  validTo?: string;
  /** Given with the import. */
  materialDescription?: string;
}

/** A key, with its current material. */
export interface Key extends KeyMaterial {
  id: string;
  arn: string;
  created: string;
  description: string;
  origin: 'AWS_KMS' | 'EXTERNAL';
  state: 'Enabled' | 'Disabled' | 'PendingImport' | 'PendingDeletion';
  deletionDate?: string;
  /** Its earlier materials, oldest first: what they encrypted can still be decrypted. */
  former?: (KeyMaterial & { until: string })[];
  /** Imported, to be the current one with the next rotation. */
  pending?: KeyMaterial;
  /** An import in progress: the wrapping key (PKCS #8, base64 DER), its token and its expiry. */
  importing?: { privateKey: string; token: string; algorithm: string; validTo: string };
  tags: Tags;
  /** Principals are stored as unique ids once resolved, as in KMS: see `principals.ts`. */
  policy: PolicyDocument;
  /** By grant id; principals as unique ids, like the policy's. */
  grants?: Record<string, StoredGrant>;
  /** Automatic rotation is on; here the material stays until it is rotated on demand. */
  rotation?: { since: string; days: number };
}

/** https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantListEntry.html */
export interface StoredGrant {
  id: string;
  token: string;
  created: string;
  name?: string;
  grantee: string;
  retiring?: string;
  issuer: string;
  /** `Decrypt`, `ReEncryptTo`. */
  operations: string[];
  constraint?: { kind: 'equals' | 'subset'; context: Record<string, string> };
}

export interface Alias {
  name: string;
  arn: string;
  keyId: string;
  created: string;
  updated: string;
}

export interface Ec2Instance {
  id: string;
  imageId: string;
  type: string;
  state: 'running' | 'stopped';
  launched: string;
  privateIp: string;
  publicIp?: string;
  instanceProfile?: string;
  securityGroups: { id: string; name: string }[];
  vpcId: string;
  subnetId: string;
  tags: Tags;
  /** Default Host Management is on: the instance is managed by Systems Manager. */
  managed: boolean;
  /** The software on it; the page's machine if absent. */
  software?: Software;
  /** Whether its metadata service requires a session token (IMDSv2). Absent: it does not. */
  httpTokens?: 'required' | 'optional';
  /** From the request that launched it: the same request again launches nothing. */
  clientToken?: string;
  /** The page's web app, while it runs. */
  webApp?: { keyId: string; port: number; started: string };
  /** Files in the app's folder, base64, and the app's log. */
  files: Record<string, string>;
  webAppLog: string;
}

export interface Software {
  /** First line of the web app's file, if `files` does not contain it; absent if the file was never there. */
  app?: string;
  /** Those of `aws`, `python`, `python2` and `python3` that are installed. */
  programs: string[];
}

export interface SecurityGroup {
  id: string;
  name: string;
  vpcId: string;
  description?: string;
  tags?: Tags;
  ingress: IngressRule[];
}

/** One allowed source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html */
export interface IngressRule {
  /** `sgr-…` */
  id: string;
  /** `tcp`, or `-1` for every protocol. */
  protocol: string;
  fromPort: number;
  toPort: number;
  /** `0.0.0.0/0`, `::/0`. */
  cidr: string;
  description?: string;
}
