import { LabError } from '../../contract/errors.ts';
import { asIs, type Suggestion, sh } from '../../contract/suggestion.ts';
import { profileFlag } from './aws-command.ts';
import { configPath, readAwsConfig } from './aws-config.ts';
import { awsProfileOf } from './profiles.ts';
import type { AwsTarget } from './target.ts';

interface Given {
  readonly value: string;
  /** Where it was set: `AWS_REGION`, `profile "workshop" in /home/ada/.aws/config`. */
  readonly where: string;
  /** What to type to correct it. */
  readonly correct: (region: string) => Suggestion | string;
}

type Where = Pick<AwsTarget, 'region' | 'endpoint' | 'profile' | 'credentials'>;

/**
 * The Region, chosen like the AWS CLI 2: the command line, AWS_REGION, AWS_DEFAULT_REGION, the profile. The SDK for
 * JavaScript ignores AWS_DEFAULT_REGION. Throws `ERR_CONFIG` if no Region is set, or if the name is impossible.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-envvars.html
 */
export async function targetRegion(target: Where): Promise<string> {
  const given =
    ofCommandLine(target) ?? ofEnvironment() ?? (await ofProfile(awsProfileOf(target) ?? 'default'));
  if (!given) {
    throw new LabError('ERR_CONFIG', 'No region is configured.', {
      hint: 'name it: --region REGION, or AWS_REGION, or region = … in the profile',
      next: [
        {
          shell: sh`aws configure set region us-east-1${asIs(profileFlag(awsProfileOf(target)))}`,
          why: 'sets it for good',
        },
      ],
    });
  }
  return requireRegionName(given, target.endpoint !== undefined);
}

const ofCommandLine = ({ region }: Where): Given | undefined =>
  region === undefined
    ? undefined
    : { value: region, where: '--region', correct: (name) => `--region ${name}` };

const ofEnvironment = (): Given | undefined =>
  ['AWS_REGION', 'AWS_DEFAULT_REGION'].flatMap((name): readonly Given[] => {
    const value = process.env[name];
    return value
      ? [
          {
            value,
            where: name,
            correct: (region) => ({ shell: sh`export ${name}=${region}`, why: 'corrects it' }),
          },
        ]
      : [];
  })[0];

async function ofProfile(profile: string): Promise<Given | undefined> {
  const config = await readAwsConfig();
  // As in the AWS CLI, the credentials file takes precedence over the config file.
  const file = (['credentialsFile', 'configFile'] as const).find((one) => config[one][profile]?.region);
  const value = file && config[file][profile]?.region;
  if (!file || !value) return undefined;
  const path = configPath(file);
  return {
    value,
    where: `profile "${profile}" in ${path}`,
    correct: (region) =>
      // `aws configure set` writes to the config file.
      file === 'configFile'
        ? { shell: sh`aws configure set region ${region}${asIs(profileFlag(profile))}`, why: 'corrects it' }
        : `edit ${path}: region = ${region}`,
  };
}

/** https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
const REGION = /^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$/;
/** What the SDK accepts, because it becomes part of a host name: an emulator may have such a Region. */
const LABEL = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The Region that was probably meant. */
const SLIPS: readonly {
  readonly when: RegExp;
  readonly says: (given: Given, meant: string) => string;
  readonly why: string;
}[] = [
  {
    when: /^(["'“‘])(?<meant>.*)["'”’]$/,
    says: ({ value, where }) => `The region of ${where} is written in quotes: ${value}.`,
    why: 'The value is taken literally: the quotes are a part of the name.',
  },
  {
    when: /^(?<meant>[a-z]{2,5}(?:-[a-z]+)+-\d{1,2})[a-z]$/,
    says: ({ value, where }, meant) =>
      `The region of ${where} is "${value}", which is an Availability Zone of ${meant}.`,
    why: 'A region’s name ends with a digit.',
  },
  {
    when: /^(?<meant>\s*[A-Za-z]{2,5}(?:[-_ ][A-Za-z]+)+[-_ ]\d{1,2}\s*)$/,
    says: ({ value, where }) => `The region of ${where} is "${value}", which is not how AWS writes it.`,
    why: 'A region’s name is in lower case, with hyphens.',
  },
];

function requireRegionName(given: Given, hasEndpoint: boolean): string {
  const { value, where, correct } = given;
  if (REGION.test(value) || (hasEndpoint && LABEL.test(value))) return value;
  for (const { when, says, why } of SLIPS) {
    const meant = when.exec(value)?.groups?.meant?.trim().toLowerCase().replace(/[_ ]/g, '-');
    if (!meant || !REGION.test(meant)) continue;
    const how = correct(meant);
    throw new LabError('ERR_CONFIG', says(given, meant), {
      cause: new Error(why),
      ...(typeof how === 'string' ? { hint: how } : { next: [how] }),
    });
  }
  throw new LabError(
    'ERR_CONFIG',
    `The region of ${where} is "${value}", which is not the name of a region.`,
    {
      hint: 'name one of AWS’s regions, such as us-east-1: --region REGION, or AWS_REGION',
      next: [
        {
          shell: "aws account list-regions --query 'Regions[].RegionName' --output text",
          why: 'lists the account’s',
        },
      ],
    },
  );
}
