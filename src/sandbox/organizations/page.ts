import { ServiceError } from '../operation.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
const MOST = 20;

export interface OrganizationsPageRequest {
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

export interface OrganizationsPage<T> {
  readonly items: readonly T[];
  /** The members that every paged answer has. */
  readonly rest: { readonly NextToken?: string };
}

/** One page of a list that only grows: a token is the number of items before it. Throws InvalidInputException. */
export function organizationsPage<T>(
  items: readonly T[],
  { NextToken, MaxResults = MOST }: OrganizationsPageRequest,
): OrganizationsPage<T> {
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > MOST) {
    throw invalid(MaxResults < 1 ? 'MIN_VALUE_EXCEEDED' : 'MAX_VALUE_EXCEEDED');
  }
  const start = NextToken === undefined ? 0 : Number(decode(NextToken));
  if (!Number.isInteger(start) || start < 0 || start > items.length) throw invalid('INVALID_NEXT_TOKEN');
  const end = start + MaxResults;
  return {
    items: items.slice(start, end),
    rest: end < items.length ? { NextToken: encode(end) } : {},
  };
}

const invalid = (Reason: string): ServiceError =>
  new ServiceError('InvalidInputException', 'You specified an invalid value.', 400, { Reason });

const encode = (position: number): string => Buffer.from(`from ${position}`).toString('base64url');
const decode = (token: string): string | undefined =>
  /^from (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
