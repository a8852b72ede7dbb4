import { DescribeInstancesCommand, type EC2Client, type Filter, type Instance } from '@aws-sdk/client-ec2';
import { GetInstanceProfileCommand } from '@aws-sdk/client-iam';
import { LabError } from '../../contract/errors.ts';
import type { Facts } from '../../contract/facts.ts';
import { type Suggestion, sh } from '../../contract/suggestion.ts';
import { givenProfile, intoProfile } from '../client/aws-command.ts';
import type { Clients } from '../client/clients.ts';
import { awsCode, ifExists, isLacking } from '../client/failure.ts';
import { everyPage } from '../client/pages.ts';

/** States in which it can be used or started again. A terminated instance stays listed for a while. */
const EXISTING = ['pending', 'running', 'stopping', 'stopped'] as const;

const ID = /^i-[0-9a-f]+$/;
const SETUP: Suggestion = { run: ['setup'], why: 'launches an instance for the page' };

/**
 * The instance of that name or id, in any state: the baseline's, even if it was renamed or shares its name;
 * otherwise, a running one before others. Throws `ERR_NOT_FOUND`, or `ERR_NOT_OURS` naming the instances if several
 * match.
 */
export async function findInstance(
  { ec2 }: Pick<Clients, 'ec2'>,
  called: string,
  before?: Facts['instance'],
): Promise<Instance> {
  const all = await instancesCalled({ ec2 }, called);
  const known = await baselineInstance({ ec2 }, called, all, before);
  if (known && isReplaced(known, all)) throw renamed(called, known.InstanceId ?? '', all);
  if (known) return known;
  const running = all.filter(({ State }) => State?.Name === 'running');
  const [one, ...more] = running.length > 0 ? running : all;
  if (!one) {
    throw new LabError('ERR_NOT_FOUND', `There is no instance "${called}" in this account and region.`, {
      hint: 'If the instance has another name, pass --instance NAME or --instance i-….',
      next: [SETUP],
    });
  }
  if (more.length === 0) return one;
  const ids = [one, ...more].flatMap(({ InstanceId = '' }) => InstanceId);
  throw new LabError(
    'ERR_NOT_OURS',
    `There are ${ids.length} ${running.length > 0 ? 'running' : 'stopped'} instances with the name "${called}": ${ids.join(', ')}.`,
    {
      hint: `name the workshop’s by its id: --instance ${ids[0]}`,
      ...(running.length > 0
        ? {}
        : {
            next: [
              { shell: sh`aws ec2 start-instances --instance-ids ${ids[0]}`, why: 'starts one of them' },
            ],
          }),
    },
  );
}

/**
 * The baseline's instance, even if it was renamed or shares its name. If the user names another than the baseline's,
 * they mean another instance.
 */
export async function baselineInstance(
  { ec2 }: Pick<Clients, 'ec2'>,
  called: string,
  all: readonly Instance[],
  before: Facts['instance'] | undefined,
): Promise<Instance | undefined> {
  if (before?.name !== called || !ID.test(before.id)) return undefined;
  const named = all.find(({ InstanceId }) => InstanceId === before.id);
  return named ?? (await withId(ec2, before.id))[0];
}

/** Another instance has its name now. */
export const isReplaced = (one: Instance, all: readonly Instance[]): boolean =>
  all.length > 0 && !all.includes(one);

/** All instances of that name, or the one with that id, in any state. */
export const instancesCalled = (
  { ec2 }: Pick<Clients, 'ec2'>,
  called: string,
): Promise<readonly Instance[]> =>
  ID.test(called) ? withId(ec2, called) : existing(ec2, { Name: 'tag:Name', Values: [called] });

/** The name may have been given to another instance on purpose. */
function renamed(called: string, before: string, all: readonly Instance[]): LabError {
  const [id] = all.map(({ InstanceId = '' }) => InstanceId);
  return new LabError(
    'ERR_NOT_OURS',
    `The instance of the baseline, ${before}, was renamed, and "${called}" is now the name of ${id}.`,
    {
      hint: `To use the other instance, pass --instance ${id}.`,
      next: [
        {
          why: 'gives the instance of the baseline its name again',
          shell: sh`aws ec2 create-tags --resources ${before} --tags ${`Key=Name,Value=${called}`}`,
        },
      ],
    },
  );
}

/** EC2 answers an id that never existed with an error. */
async function withId(ec2: EC2Client, id: string): Promise<readonly Instance[]> {
  try {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [id] }));
    const states: readonly (string | undefined)[] = EXISTING;
    return Reservations.flatMap(({ Instances = [] }) => Instances).filter(({ State }) =>
      states.includes(State?.Name),
    );
  } catch (error) {
    if (/^InvalidInstanceID\./.test(awsCode(error) ?? '')) return [];
    throw error;
  }
}

/** All instances that use the instance profile. An endpoint that cannot filter by it, such as moto, lists all instances. */
export async function instancesBy(ec2: EC2Client, profileArn: string): Promise<readonly Instance[]> {
  try {
    return await existing(ec2, { Name: 'iam-instance-profile.arn', Values: [profileArn] });
  } catch (error) {
    if (!isLacking(error)) throw error;
    return (await existing(ec2)).filter(({ IamInstanceProfile }) => IamInstanceProfile?.Arn === profileArn);
  }
}

/** The instances that match all filters and are not terminated. */
async function existing(ec2: EC2Client, ...filters: readonly Filter[]): Promise<readonly Instance[]> {
  const Filters = [...filters, { Name: 'instance-state-name', Values: [...EXISTING] }];
  const reservations = await everyPage(
    (NextToken) => ec2.send(new DescribeInstancesCommand({ NextToken, Filters })),
    (page) => [page.Reservations, page.NextToken],
  );
  return reservations.flatMap(({ Instances = [] }) => Instances);
}

/** Why the instance cannot serve its web app now; `undefined` if it runs. */
export function whyNotRunning({ InstanceId = '', State }: Instance): LabError | undefined {
  const state = State?.Name;
  if (state === 'running' || state === undefined) return undefined;
  const starting = state === 'pending' || state === 'stopping';
  return new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} is ${state}.`, {
    ...(starting ? { hint: 'Wait a minute, then run the command again.' } : {}),
    next:
      state === 'pending'
        ? []
        : [{ shell: sh`aws ec2 start-instances --instance-ids ${InstanceId}`, why: 'starts it again' }],
  });
}

/** Throws `ERR_NOT_FOUND` if the web app would act as another role than the one whose policy the lab edits. */
export async function requireRole(
  { iam }: Pick<Clients, 'iam'>,
  { InstanceId = '', IamInstanceProfile }: Instance,
  roleName: string,
): Promise<void> {
  const InstanceProfileName = IamInstanceProfile?.Arn?.split('/').at(-1);
  const hint = 'If you do the page with another role, pass --role NAME.';
  if (!InstanceProfileName) {
    throw new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} has no role.`, {
      hint,
      next: [
        {
          shell: givenProfile(InstanceId, roleName),
          why: `gives it the instance profile of ${roleName}`,
        },
      ],
    });
  }
  const profile = await ifExists(iam.send(new GetInstanceProfileCommand({ InstanceProfileName })));
  const [role] = profile?.InstanceProfile?.Roles ?? [];
  if (role?.RoleName === roleName) return;
  const says = role ? `acts as the role "${role.RoleName}"` : 'has an instance profile without a role';
  throw new LabError('ERR_NOT_FOUND', `The instance ${InstanceId} ${says}, and not as "${roleName}".`, {
    hint,
    next: [
      {
        shell: intoProfile(InstanceProfileName, roleName, role?.RoleName),
        why: 'puts the right role into the instance profile',
      },
    ],
  });
}
