import { ServiceError } from '../operation.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** One page of a list; a token names the next page's first item. */
export function ec2Page<T extends { readonly id: string }>(
  items: readonly T[],
  { MaxResults, NextToken }: PageRequest,
) {
  if (MaxResults !== undefined && !(MaxResults >= 5 && MaxResults <= 1000)) {
    throw new ServiceError(
      'InvalidParameterValue',
      `Value ( ${MaxResults} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`,
    );
  }
  const start = NextToken === undefined ? 0 : items.findIndex(({ id }) => tokenOf(id) === NextToken);
  if (start < 0) throw new ServiceError('InvalidNextToken', 'The specified token is not valid.');
  const end = start + (MaxResults ?? items.length);
  const following = items[end];
  return {
    items: items.slice(start, end),
    rest: following === undefined ? {} : { NextToken: tokenOf(following.id) },
  };
}

const tokenOf = (id: string): string => Buffer.from(id).toString('base64');
