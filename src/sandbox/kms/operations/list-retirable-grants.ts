import { ListRetirableGrants$, type ListRetirableGrantsCommand } from '@aws-sdk/client-kms';
import { operation, ServiceError } from '../../operation.ts';
import { storedPrincipal } from '../../principals.ts';
import { beginKmsCall, kmsAccountOf } from '../call.ts';
import { missingMember } from '../constraints.ts';
import { grantEntry } from '../describe.ts';
import { kmsPage } from '../page.ts';

/**
 * From the keys of every account, for a principal of the caller's account.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_ListRetirableGrants.html
 */
export const ListRetirableGrants = operation<ListRetirableGrantsCommand>()({
  schema: ListRetirableGrants$,
  readOnly: true,
  demands: (call) => {
    beginKmsCall(call);
    return [{ action: 'kms:ListRetirableGrants', resource: '*' }];
  },
  handle: (call) => {
    const { input, region, world } = call;
    const { RetiringPrincipal: principal } = input;
    if (principal === undefined) throw missingMember('RetiringPrincipal');
    const [, , service = '', , accountId] = principal.split(':');
    // The wording of the refusal of another account's principal is inferred.
    if (!/^(iam|sts)$/.test(service) || accountId !== kmsAccountOf(call).id) {
      throw new ServiceError('InvalidArnException', `ARN does not refer to a valid principal: ${principal}`);
    }
    const retiring = storedPrincipal(world, principal);
    const found = Object.values(world.accounts)
      .flatMap(({ keys }) => Object.values(keys))
      .filter(({ arn }) => arn.split(':')[3] === region)
      .flatMap((key) => Object.values(key.grants ?? {}).map((grant) => ({ key, grant })))
      .filter(({ grant }) => grant.retiring === retiring);
    const { items, rest } = kmsPage(found, input, ({ grant }) => grant.id);
    return { Grants: items.map(({ key, grant }) => grantEntry(world, key, grant)), ...rest };
  },
});
