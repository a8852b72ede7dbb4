import { DescribeInstances$, type DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { type ApiCall, operation, ServiceError } from '../operation.ts';
import type { Account, Instance } from '../world.ts';
import { reservationOf } from './describe.ts';
import { filterInstances } from './filters.ts';

export const DescribeInstances = operation<DescribeInstancesCommand>()({
  schema: DescribeInstances$,
  readOnly: true,
  demands: () => [{ action: 'ec2:DescribeInstances', resource: '*' }],
  handle: (call) => {
    const { input, region } = call;
    if (input.DryRun) {
      throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    const account = ownAccount(call);
    refuseUnknown(account, input.InstanceIds ?? []);
    const found = filterInstances(account, input.Filters ?? []).filter(
      ({ id }) => !input.InstanceIds?.length || input.InstanceIds.includes(id),
    );
    const { items, next } = page(found, input);
    return {
      Reservations: items.map((instance) => reservationOf(account, region, instance)),
      ...(next === undefined ? {} : { NextToken: next }),
    };
  },
});

/** An account has instances where the sandbox is, and nowhere else. */
function ownAccount({ identity: { caller }, region, world }: ApiCall<unknown>): Account {
  const account = 'accountId' in caller ? world.accounts[caller.accountId] : undefined;
  if (!account) throw new ServiceError('AuthFailure', 'The caller has no account.', 401);
  return region === world.region ? account : { ...account, instances: {} };
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
function refuseUnknown({ instances }: Account, ids: readonly string[]): void {
  const malformed = ids.find((id) => !/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(id));
  if (malformed !== undefined) {
    throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${malformed}"`);
  }
  const missing = ids.filter((id) => !Object.hasOwn(instances, id));
  if (missing.length === 0) return;
  const [which, verb] = missing.length === 1 ? ['ID', 'does'] : ['IDs', 'do'];
  throw new ServiceError(
    'InvalidInstanceID.NotFound',
    `The instance ${which} '${missing.join(', ')}' ${verb} not exist`,
  );
}

interface PageRequest {
  readonly InstanceIds?: readonly string[] | undefined;
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

function page(instances: readonly Instance[], { InstanceIds, MaxResults, NextToken }: PageRequest) {
  if (MaxResults !== undefined && InstanceIds?.length) {
    throw new ServiceError(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  }
  if (MaxResults !== undefined && !(MaxResults >= 5 && MaxResults <= 1000)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const start = NextToken === undefined ? 0 : instances.findIndex(({ id }) => tokenOf(id) === NextToken);
  if (start < 0) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  const end = start + (MaxResults ?? instances.length);
  const following = instances[end];
  return { items: instances.slice(start, end), next: following && tokenOf(following.id) };
}

const tokenOf = (id: string): string => Buffer.from(id).toString('base64');
