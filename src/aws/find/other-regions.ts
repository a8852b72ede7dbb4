import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { LabError } from '../../contract/errors.ts';
import type { Clients } from '../client/clients.ts';

/** Where workshops are held, by the first part of a Region. Only a few: it is a guess, and each costs a request. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  cn: ['cn-north-1', 'cn-northwest-1'],
  'us-gov': ['us-gov-west-1', 'us-gov-east-1'],
};
const AWS = ['us-east-1', 'us-east-2', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1'];

/** The usual Regions of the partition, other than this one, in which the account has the alias. */
export async function otherRegionsWith(
  { kmsIn }: Pick<Clients, 'kmsIn'>,
  alias: string,
  here: string,
): Promise<readonly string[]> {
  const [, part = ''] = /^(us-gov|[a-z]+)-/.exec(here) ?? [];
  const others = (USUAL[part] ?? AWS).filter((region) => region !== here);
  const found = await Promise.all(others.map((region) => has(kmsIn(region), alias)));
  return others.filter((_, index) => found[index]);
}

/** A Region that does not answer, or not this operator, adds nothing: the first refusal is the one to report. */
async function has(kms: ReturnType<Clients['kmsIn']>, KeyId: string): Promise<boolean> {
  try {
    await kms.send(new DescribeKeyCommand({ KeyId }));
    return true;
  } catch (error) {
    if (error instanceof LabError) return false;
    throw error;
  }
}
