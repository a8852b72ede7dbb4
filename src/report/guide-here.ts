import type { TargetName } from '../contract/event.ts';
import type { Facts, Variant } from '../contract/facts.ts';
import { iamArn } from '../contract/facts.ts';
import type { Here, Lookup, RolePolicyWords } from '../contract/guide.ts';
import type { Lab } from '../contract/lab.ts';
import { quoteForShell } from '../contract/suggestion.ts';

const nameOfAlias = (alias: string): string => alias.replace(/^alias\//, '');
const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** The guide of an open account: its ids, and the default version of the policy. */
export async function hereIn({ facts, variant, webApp, resources }: KnownLab): Promise<Here> {
  const { role, key, userName, instance } = facts;
  return {
    variant,
    names: {
      role: role.name,
      rolePolicy: facts.rolePolicy.name,
      key: nameOfAlias(key.alias),
      instance: instance.name ?? instance.id,
      sampleObject: facts.sampleObject,
      webAppUrl: webApp.url,
      user: userName,
      accountId: facts.accountId,
      roleArn: role.arn,
      rootArn: iamArn(facts, 'root'),
      userArn: iamArn(facts, `user/${userName}`),
      operatorArn: operatorArn(facts),
    },
    words: {
      role: quoteForShell(role.name),
      user: quoteForShell(userName),
      keyId: quoteForShell(key.id),
      instanceId: quoteForShell(instance.id),
      webAppUrl: quoteForShell(withoutSlash(webApp.url)),
      rolePolicy: rolePolicyWords(facts, await resources['role-policy'].version?.()),
    },
    lookups: [],
  };
}

type KnownLab = Pick<Lab, 'facts' | 'variant'> & {
  readonly webApp: Pick<Lab['webApp'], 'url'>;
  readonly resources: { readonly 'role-policy': Pick<Lab['resources']['role-policy'], 'version'> };
};

function rolePolicyWords({ rolePolicy }: Facts, version: string | undefined): RolePolicyWords {
  if (rolePolicy.kind === 'inline') return { kind: 'inline', name: quoteForShell(rolePolicy.name) };
  const arn = quoteForShell(rolePolicy.arn);
  return { kind: 'managed', arn, version: version ?? `"$(${defaultVersionOf(arn)})"` };
}

const defaultVersionOf = (arn: string): string =>
  `aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text`;

/** For a role session, a policy names the role. */
function operatorArn(facts: Facts): string {
  const { operator } = facts;
  if (operator.kind === 'role-session') return operator.roleArn;
  return 'arn' in operator ? operator.arn : iamArn(facts, 'root');
}

/** What is known about an account without opening it: the names that its resources are looked up by. */
export interface KnownNames {
  readonly target: TargetName;
  readonly roleName: string;
  readonly alias: string;
  readonly userName: string;
  readonly instanceName: string;
  readonly sampleObject: string;
  readonly accountId?: string | undefined;
  readonly webAppUrl?: string | undefined;
}

/** The guide of an account that was not read: each line looks up what it needs. */
export function hereNamed(known: KnownNames, variant: Variant): Here {
  const { roleName, alias, userName, instanceName, sampleObject, accountId, webAppUrl } = known;
  return {
    variant,
    names: {
      role: roleName,
      rolePolicy: 'KMSWorkshop-AdditionalPermissions',
      key: nameOfAlias(alias),
      instance: instanceName,
      sampleObject,
      webAppUrl: webAppUrl ?? 'the instance’s public IP address',
      user: userName,
      accountId: accountId ?? 'the account’s id',
      roleArn: `the ARN of ${roleName}`,
      rootArn: 'the ARN of the account root',
      userArn: `the ARN of ${userName}`,
      operatorArn: 'your own ARN',
    },
    words: {
      role: quoteForShell(roleName),
      user: quoteForShell(userName),
      keyId: '"$KEY_ID"',
      instanceId: '"$INSTANCE_ID"',
      webAppUrl: webAppUrl === undefined ? '"$KMS_LAB_WEB_APP_URL"' : quoteForShell(withoutSlash(webAppUrl)),
      rolePolicy: { kind: 'managed', arn: '"$POLICY_ARN"', version: '"$VERSION"' },
    },
    // The sandbox's environment sets the address of its web app.
    lookups: lookupsFor(known).filter(
      ({ variable }) => known.target === 'aws' || variable !== 'KMS_LAB_WEB_APP_URL',
    ),
  };
}

/** The policy has two spellings on the page: KMSWorkshop-AdditionalPermissions, and the same with a single d. */
const lookupsFor = ({ alias, roleName, instanceName }: KnownNames): readonly Lookup[] => [
  {
    variable: 'KEY_ID',
    shell: `KEY_ID=$(aws kms describe-key --key-id ${quoteForShell(alias)} --query KeyMetadata.KeyId --output text)`,
  },
  {
    variable: 'POLICY_ARN',
    shell: `POLICY_ARN=$(aws iam list-attached-role-policies --role-name ${quoteForShell(roleName)} --query "AttachedPolicies[?starts_with(PolicyName,'KMSWorkshop-Ad')].PolicyArn" --output text)`,
  },
  {
    variable: 'VERSION',
    shell: `VERSION=$(${defaultVersionOf('"$POLICY_ARN"')})`,
  },
  {
    variable: 'INSTANCE_ID',
    shell: `INSTANCE_ID=$(aws ec2 describe-instances --filters ${filters(instanceName)} --query "Reservations[0].Instances[0].InstanceId" --output text)`,
  },
  {
    variable: 'KMS_LAB_WEB_APP_URL',
    shell: `KMS_LAB_WEB_APP_URL=http://$(aws ec2 describe-instances --filters ${filters(instanceName)} --query "Reservations[0].Instances[0].PublicIpAddress" --output text)`,
  },
];

const filters = (instanceName: string): string =>
  `${quoteForShell(`Name=tag:Name,Values=${instanceName}`)} Name=instance-state-name,Values=running`;
