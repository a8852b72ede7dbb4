import { bucketName } from '../../aws/find/names.ts';
import type { Fillings } from '../../aws/permissions.ts';
import { type ExitCode, LabError } from '../../contract/errors.ts';
import { type Suggestion, sh } from '../../contract/suggestion.ts';
import { withSuggestions } from '../../report/suggestions.ts';
import type { CliCommand, Invocation } from '../command.ts';
import { styleOf } from '../streams.ts';
import { NAMES, OUTPUT } from '../used-options.ts';
import { answerOffline } from '../with-account.ts';

/** One of the workshop’s two spellings; the other has a single d: `KMSWorkshop-AditionalPermissions`. */
const ROLE_POLICY = 'KMSWorkshop-AdditionalPermissions';

export const permissions = (everyCommand: () => readonly CliCommand[]): CliCommand => ({
  name: 'permissions',
  prints: 'data',
  does: 'the IAM policy of an operator who may do just that; needs no account',
  uses: [
    'account',
    'region',
    'operator',
    'probeMfa',
    ...NAMES.filter((key) => key !== 'instanceName'),
    ...OUTPUT,
  ],
  takes: [
    {
      name: 'command',
      does: 'the command, or its first word; by default, all but setup and teardown',
      optional: true,
    },
  ],
  options: [
    { key: 'key', flags: '--key <id>', does: 'the id of the key' },
    { key: 'instanceId', flags: '--instance-id <id>', does: 'the id of the instance' },
    {
      key: 'rolePolicy',
      flags: '--role-policy <name>',
      does: 'the policy that gives the instance role the key',
      fallback: ROLE_POLICY,
    },
    {
      key: 'operatorRole',
      flags: '--operator-role <name>',
      does: 'the role that the operator signs in to, with its path; else the operator is a user',
      conflicts: ['operator'],
    },
  ],
  examples: [
    { type: 'kms-lab permissions', does: 'for every command on the lab, placeholders left in' },
    {
      type: 'kms-lab permissions run --account 111122223333',
      does: 'for one; it says what is left to fill in',
    },
  ],
  act: (invocation) => act(invocation, everyCommand()),
});

async function act(invocation: Invocation, every: readonly CliCommand[]): Promise<ExitCode> {
  const aws = await import('../../aws/permissions.ts');
  const { ASKING_COMMANDS, BUILDING_COMMANDS, LAB_COMMANDS } = aws;
  const { fill, operatorPolicy, partitionOf, PROBE_MFA, unfilled } = aws;
  const { given, options, streams } = invocation;
  const all = given.command === undefined;
  const commands = [
    ...(all ? LAB_COMMANDS : await commandsOf(given.command, ASKING_COMMANDS, every)),
    ...(options.probeMfa ? [PROBE_MFA] : []),
  ];
  const fillings = fillingsOf(invocation, partitionOf);
  const policy = operatorPolicy(commands, given.operatorRole === undefined ? 'user' : 'role', fillings);
  const open = unfilled(policy);
  const keyPolicy = fill(KEY_POLICY, fillings);
  const record = { type: 'permissions', commands, policy, unfilled: open, keyPolicy };
  const exitCode = await answerOffline(invocation, {
    records: [record],
    text: () => JSON.stringify(policy, null, 2),
  });
  const notes: readonly Told[] = [
    ...(all ? [apart(BUILDING_COMMANDS)] : []),
    { text: keyPolicy },
    ...(open.length > 0 ? [toFill(open, options.names.alias)] : []),
  ];
  const style = styleOf(streams.stderr, streams, options.color);
  // A note on one line, however long, because users copy from it.
  const lines = notes.map(({ text, next }) => withSuggestions(text, next, style));
  if (!options.json && !options.quiet) streams.stderr.write(`${lines.join('\n')}\n`);
  return exitCode;
}

/** Throws `ERR_UNKNOWN_NAME`. A command that opens no account needs no permissions, and says so. */
async function commandsOf(
  named = '',
  asking: readonly string[],
  every: readonly CliCommand[],
): Promise<readonly string[]> {
  const ofGroup = asking.filter((command) => command.startsWith(`${named} `));
  if (ofGroup.length > 0) return ofGroup;
  if (asking.includes(named)) return [named];
  if (every.some(({ name }) => name === named || name.startsWith(`${named} `))) {
    throw new LabError('ERR_USAGE', `${named} opens no account of AWS: it needs no permissions.`, {
      hint: `those that do: ${asking.join(', ')}`,
    });
  }
  const { requireKnown } = await import('../../engine/index.ts');
  requireKnown('command', named, asking);
  return [];
}

interface Told {
  readonly text: string;
  readonly next?: readonly Suggestion[];
}

const apart = (commands: readonly string[]): Told => ({
  text: `Not in it is what ${commands.join(' and ')} need: it would not fit in one policy with the rest.`,
  next: commands.map((command) => ({ run: ['permissions', command] })),
});

/**
 * Without this statement in the key policy, IAM policies have no effect on the key.
 * https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
const KEY_POLICY =
  'The key policy must let IAM decide: Allow, Principal {"AWS": "arn:<PARTITION>:iam::<ACCOUNT>:root"}, Action kms:*, as a new key has it.';

/** Where to find each name. */
const SOURCES: Readonly<Record<string, string>> = {
  ACCOUNT: '--account ID',
  REGION: '--region NAME',
  BUCKET: '--bucket NAME',
  KEY_ID: '--key ID',
  INSTANCE_ID: '--instance-id ID',
};

const toFill = (open: readonly string[], alias: string): Told => {
  const lookUps: Readonly<Record<string, Suggestion>> = {
    KEY_ID: {
      shell: sh`aws kms describe-key --key-id ${alias} --query KeyMetadata.KeyId --output text`,
      why: 'prints the key ID',
    },
    INSTANCE_ID: { shell: 'aws ec2 describe-instances', why: 'lists the instances' },
  };
  return {
    text: `To be filled in: ${open.map((name) => `<${name}>${SOURCES[name] ? ` by ${SOURCES[name]}` : ''}`).join(', ')}.`,
    next: open.flatMap((name) => lookUps[name] ?? []),
  };
};

function fillingsOf(
  { given, options }: Invocation,
  partitionOf: (region: string | undefined) => string,
): Fillings {
  const { account, region, names } = options;
  const { roleName, alias, userName, sampleObject } = names;
  return {
    PARTITION: partitionOf(region),
    REGION: region,
    ACCOUNT: account,
    ROLE: roleName,
    ALIAS: alias,
    USER: userName,
    SAMPLE_OBJECT: sampleObject,
    BUCKET: names.bucket ?? (account && bucketName(names, account)),
    ROLE_POLICY: given.rolePolicy ?? ROLE_POLICY,
    KEY_ID: given.key,
    INSTANCE_ID: given.instanceId,
    OPERATOR_ROLE: given.operatorRole,
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    OPERATOR: options.operator ?? '${aws:username}',
  };
}
