import { S3Client } from '@aws-sdk/client-s3';
import { addressByPath } from '../client/by-path.ts';
import { findCredentials } from '../client/credentials.ts';
import { requireProfile } from '../client/profiles.ts';
import { requestHandlerOf } from '../client/request-handler.ts';
import { retriesOn } from '../client/retries.ts';
import type { Source } from '../client/sign-in-failure.ts';
import type { AwsTarget, CredentialSource } from '../client/target.ts';
import type { StateAddress } from './state-address.ts';
import { stateFailure } from './state-failure.ts';

/** Who signs the requests for the state, and where they go. */
export interface StateSignIn extends Pick<AwsTarget, 'name' | 'endpoint' | 'allowHttp' | 'askMfaCode'> {
  /** Found with the profile’s settings if absent. */
  readonly credentials?: CredentialSource | undefined;
  readonly profile?: string | undefined;
  /** Where the bucket is looked for first. */
  readonly region: () => Promise<string>;
}

/** A client of one bucket. It finds the bucket’s Region by itself, and counts its requests. */
export interface StateBucket extends StateAddress {
  /** A failure is thrown as a `LabError` that says that it is the state’s. */
  send<T>(ask: (client: S3Client) => Promise<T>): Promise<T>;
  /** Retries included. */
  requests(): number;
  close(): void;
}

/** Milliseconds. A renewal and its retries have to end before the lease does. */
const REQUEST_TIMEOUT = 15_000;

export function openStateBucket(address: StateAddress, signIn: StateSignIn): StateBucket {
  const { bucket } = address;
  const requestHandler = requestHandlerOf(signIn, { requestTimeout: REQUEST_TIMEOUT });
  let region = signIn.region;
  let source: Source | undefined;
  let requests = 0;
  const credentials = signIn.credentials ?? (() => signedIn());
  const client = new S3Client({
    region: async () => region(),
    credentials,
    requestHandler,
    customUserAgent: 'kms-lab',
    ...(signIn.endpoint === undefined ? {} : { endpoint: signIn.endpoint }),
    ...(signIn.profile === undefined ? {} : { profile: signIn.profile }),
    ...(signIn.name === 'sandbox' ? { useFipsEndpoint: false, useDualstackEndpoint: false } : {}),
    ...retriesOn(signIn),
  });
  addressByPath(client);
  client.middlewareStack.add(
    (next) => (args) => {
      requests += 1;
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low', name: 'countStateRequest' },
  );
  noteAnswerTime(client);

  async function signedIn() {
    const { profile, name, endpoint, allowHttp, askMfaCode } = signIn;
    if (profile !== undefined) await requireProfile(profile);
    const target = {
      name,
      ...(profile === undefined ? {} : { profile }),
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(allowHttp === undefined ? {} : { allowHttp }),
      ...(askMfaCode === undefined ? {} : { askMfaCode }),
    };
    const found = await findCredentials(target, signIn.region);
    source = found.source;
    return found.credentials;
  }

  return {
    ...address,
    async send(ask) {
      try {
        return await ask(client);
      } catch (error) {
        const its = regionIn(error);
        if (its === undefined) throw stateFailure(error, bucket, source);
        region = async () => its;
        return ask(client).catch((again) => {
          throw stateFailure(again, bucket, source);
        });
      }
    },
    requests: () => requests,
    close: () => requestHandler.destroy?.(),
  };
}

interface Redirect {
  readonly name?: string;
  readonly Region?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/**
 * The Region of a bucket that was looked for in another one.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/Redirects.html
 */
function regionIn(error: unknown): string | undefined {
  const { name = '', Region, $metadata, $response } = error as Redirect;
  if ($metadata?.httpStatusCode !== 301 && name !== 'AuthorizationHeaderMalformed') return undefined;
  return $response?.headers?.['x-amz-bucket-region'] ?? Region;
}

/** When the answer was sent, by the store’s clock, which its objects’ times are of. */
function noteAnswerTime({ middlewareStack }: S3Client): void {
  middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { headers } = answer.response as { readonly headers?: Readonly<Record<string, string>> };
      if (headers?.date && answer.output)
        Object.assign(answer.output, { answeredAt: new Date(headers.date) });
      return answer;
    },
    { step: 'deserialize', priority: 'high', name: 'noteAnswerTime' },
  );
}
