import { ServiceError } from '../operation.ts';
import type { Operations, WireHead } from './protocol.ts';
import { httpOf, inputOf, membersOf, type OperationSchema, requiredOf } from './schema.ts';
import { requestPath, searchOf } from './target.ts';

/** The bucket and key that a request to S3 names. */
export interface Address {
  readonly bucket: string | undefined;
  readonly key: string | undefined;
  readonly query: ReadonlyMap<string, readonly string[]>;
}

/** Bucket by path or by host name: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
export function addressOf({ target, headers }: WireHead): Address {
  const rest = requestPath(target).slice(1);
  const host = bucketHost.exec((headers.host ?? '').toLowerCase().replace(/:\d+$/, ''))?.[1];
  const [bucket, key = ''] = host === undefined ? rest.split(/\/(.*)/s) : [host, rest];
  return {
    bucket: unescapeUri(bucket) || undefined,
    key: unescapeUri(key) || undefined,
    query: parseQuery(searchOf(target)),
  };
}

/**
 * `bucket.s3.us-east-1.amazonaws.com`, `bucket.localhost`, and the names that public DNS resolves to this machine:
 * `bucket.127.0.0.1.nip.io`, `bucket.localtest.me`. `s3.localhost` names no bucket.
 */
const bucketHost =
  /^(?!s3[.-])(.+?)\.(?:s3[.-].+|localhost|127(?:[.-]\d{1,3}){3}(?:\.[a-z].*)?|localtest\.me|lvh\.me)$/;

function parseQuery(search: string): ReadonlyMap<string, readonly string[]> {
  const query = new Map<string, readonly string[]>();
  for (const pair of search.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair
      .split(/=(.*)/s)
      .map((text) => unescapeUri(text.replaceAll('+', ' ')));
    query.set(name, [...(query.get(name) ?? []), value]);
  }
  return query;
}

function unescapeUri(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError('InvalidURI', "Couldn't parse the specified URI.");
  }
}

/** How an operation of S3 is distinguished from others at the same address. */
export interface Route {
  readonly name: string;
  readonly method: string;
  readonly bucket: boolean;
  readonly key: boolean;
  /** Fixed parts of its query: `list-type=2`, `acl`. */
  readonly literals: readonly (readonly [name: string, value: string])[];
  /** Required members in the query or in headers: `uploadId`, `x-amz-copy-source`. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
  /** Every query parameter that it has a member for. */
  readonly query: ReadonlySet<string>;
}

export const routesOf = (operations: Operations): readonly Route[] =>
  Object.values(operations).map(({ schema }) => routeOf(schema));

function routeOf(operation: OperationSchema): Route {
  const { method, path, query } = httpOf(operation);
  const input = inputOf(operation);
  const members = input.isUnitSchema() ? [] : [...membersOf(input)];
  const required = input.isUnitSchema() ? [] : requiredOf(input);
  const traits = members.map(([name, shape]) => ({ name, ...shape.getMergedTraits() }));
  const demanded = traits.filter(({ name }) => required.includes(name));
  return {
    name: operation[2],
    method,
    bucket: traits.some(({ name, httpLabel }) => name === 'Bucket' && httpLabel),
    key: path.includes('{Key+}'),
    literals: query.filter(([name]) => name !== 'x-id'),
    requiredQuery: demanded.flatMap(({ httpQuery }) => httpQuery ?? []),
    requiredHeaders: demanded.flatMap(({ httpHeader }) => httpHeader?.toLowerCase() ?? []),
    query: new Set([...query.map(([name]) => name), ...traits.flatMap(({ httpQuery }) => httpQuery ?? [])]),
  };
}

/**
 * The operation that a request means; if several match, the most specific. A request with a parameter that an
 * operation has no member for means another operation: `GET ?acl` never lists the bucket.
 */
export const findRoute = (routes: readonly Route[], request: WireHead, address: Address): Route | undefined =>
  routes
    .filter((route) => matches(route, request, address))
    .reduce<Route | undefined>(
      (best, route) => (best && weight(best) >= weight(route) ? best : route),
      undefined,
    );

function matches(route: Route, { method, headers }: WireHead, { bucket, key, query }: Address): boolean {
  // Only the JavaScript SDK sends `x-id`, which names the operation.
  const [named] = query.get('x-id') ?? [];
  return (
    route.method === method &&
    route.bucket === (bucket !== undefined) &&
    route.key === (key !== undefined) &&
    (named === undefined || named === route.name) &&
    route.literals.every(
      ([name, value]) => query.has(name) && (value === '' || query.get(name)?.[0] === value),
    ) &&
    route.requiredQuery.every((name) => query.has(name)) &&
    route.requiredHeaders.every((name) => headers[name] !== undefined) &&
    (headers[COPY_SOURCE] === undefined || route.requiredHeaders.includes(COPY_SOURCE)) &&
    [...query.keys()].every((name) => route.query.has(name) || /^(x-id$|x-amz-)/i.test(name))
  );
}

/** The only header that changes the operation of the same method and address. */
const COPY_SOURCE = 'x-amz-copy-source';

const weight = ({ literals, requiredQuery, requiredHeaders }: Route): number =>
  literals.length + requiredQuery.length + requiredHeaders.length;

/** A request that no operation here handles: `GetObjectAcl`, otherwise `PUT ?lifecycle on a bucket`. */
export function describe({ method, headers }: WireHead, { bucket, key, query }: Address): string {
  const [named] = query.get('x-id') ?? [];
  if (named) return named;
  const asked = [...query.keys()].filter((name) => !/^x-amz-/i.test(name)).join('&');
  const copying = headers[COPY_SOURCE] === undefined ? '' : ` with ${COPY_SOURCE}`;
  const place = key !== undefined ? 'an object' : bucket !== undefined ? 'a bucket' : 'the account';
  return `${method} ${asked && `?${asked} `}on ${place}${copying}`;
}
