import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { addressByPath } from './by-path.ts';
import { CallCounter } from './call-counter.ts';
import { hostOf } from './endpoint.ts';
import { isNobody, toLabError } from './failure.ts';
import { ReadRound } from './read-round.ts';
import { LONGEST_REQUEST, requestHandlerOf } from './request-handler.ts';
import { retriesOn } from './retries.ts';
import { SameAccount } from './same-account.ts';
import { signInAs } from './sign-in.ts';
import type { Source } from './sign-in-failure.ts';
import type { AwsTarget, CredentialSource } from './target.ts';
import { guardWrites } from './write-guard.ts';

/** The operator's clients. A failed call throws a `LabError` whose cause is the SDK's error. */
export interface Clients {
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  /** The host that EC2 answers at; `undefined` before the first call. */
  readonly ec2Host: () => string | undefined;
  readonly counter: CallCounter;
  /** What the operator's clients have read; see `Lab.newRound`. */
  readonly reads: ReadRound;
  /**
   * Clients of another principal; the operator's if none is named. A refusal by KMS is an answer, and is thrown as
   * the SDK's error. Missing or invalid credentials are not an answer, and are thrown as a `LabError`.
   */
  actingAs(credentials: CredentialSource | undefined): { readonly kms: KMSClient; readonly sts: STSClient };
  /** Where the operator's credentials are from; `undefined` before the first call. */
  readonly source: () => Source | undefined;
  /** As the target’s, before a write that no request shows: a command on an instance may change it, or only look. */
  readonly beforeWrite: () => Promise<void>;
  /** Another service's client, of the operator. */
  clientOf<C extends SdkClient>(Client: new (configuration: OperatorSettings) => C): C;
  /** The operator's, in another region. */
  kmsIn(region: string): KMSClient;
  /** Closes the connections, which would otherwise stay open until the other side ends them. */
  close(): void;
}

/** What every client of the operator is made with. */
export type OperatorSettings = Pick<
  ConstructorParameters<typeof STSClient>[0] & object,
  'region' | 'requestHandler' | 'credentials' | 'maxAttempts'
>;

interface SdkClient {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

export function openClients(target: AwsTarget): Clients {
  const counter = new CallCounter();
  const reads = new ReadRound();
  const signIn = signInAs(target);
  // All principals share one pool of connections.
  const requestHandler = requestHandlerOf(target);
  const shared = () => ({
    region: signIn.region,
    endpoint: target.endpoint,
    profile: target.profile,
    requestHandler,
    // Identifies kms-lab's requests in logs: CloudTrail's userAgent, and the sandbox's.
    customUserAgent: 'kms-lab',
    // The sandbox has one address, whatever other settings the shell has.
    ...(target.name === 'sandbox' ? { useFipsEndpoint: false, useDualstackEndpoint: false } : {}),
    // One retry strategy per client: each service has its own rate limits.
    ...retriesOn(target),
    // The clients' middleware does not change once they are open.
    cacheMiddleware: true,
  });
  const failing = explaining(counter, target);
  const told = failing(() => true, signIn.source);
  const explained = <C extends SdkClient>(client: C, owner = client.constructor.name): C => {
    reads.share(client, owner);
    return told(client);
  };

  const same = new SameAccount((credentials) => told(new STSClient({ ...shared(), credentials })));
  const sts = explained(new STSClient({ ...shared(), credentials: same.of(signIn.credentials) }));
  same.watch(sts);
  // Sign in once: a role is assumed, or a process run, for all clients together.
  const { credentials } = sts.config;
  const operator = () => ({ ...shared(), credentials });
  const s3 = new S3Client({ ...operator(), followRegionRedirects: true });
  addressByPath(s3);
  const ec2 = new EC2Client(operator());
  return {
    sts,
    iam: explained(new IAMClient(operator())),
    kms: explained(new KMSClient(operator())),
    ec2: explained(ec2),
    ec2Host: hostOf(ec2),
    s3: explained(s3),
    ssm: explained(new SSMClient(operator())),
    counter,
    reads,
    source: signIn.source,
    beforeWrite: async () => void (await target.beforeWrite?.(LONGEST_REQUEST)),
    actingAs: (principal = credentials) => {
      const by = principal === credentials ? signIn.source : () => undefined;
      return {
        kms: failing(isNobody, by)(new KMSClient({ ...shared(), credentials: principal })),
        sts: failing(() => true, by)(new STSClient({ ...shared(), credentials: principal })),
      };
    },
    clientOf: (Client) => explained(new Client(operator() as OperatorSettings)),
    close: () => requestHandler.destroy?.(),
    kmsIn: (region) => explained(new KMSClient({ ...operator(), region }), `KMSClient in ${region}`),
  };
}

/** Returns a client that explains its failures, if they are to be explained, and counts its requests. */
const explaining =
  (counter: CallCounter, { name: target, whenRefused, whenGone, beforeWrite }: AwsTarget) =>
  (isToBeSaid: (error: unknown) => boolean, source: () => Source | undefined) =>
  <C extends SdkClient>(client: C): C => {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const { commandName: command = 'an AWS call', clientName: client = '' } = context;
        const question = { client, command, input: args.input };
        try {
          const answer = await next(args);
          counter.answered(question, undefined);
          return answer;
        } catch (error) {
          if (!isToBeSaid(error)) throw error;
          const failure = toLabError(error, command, {
            client,
            source: source(),
            target,
            whenRefused,
            whenGone,
          });
          counter.answered(question, failure);
          throw failure;
        }
      },
      { step: 'initialize', priority: 'high', name: 'explainFailure' },
    );
    guardWrites(client, beforeWrite ? { beforeWrite } : {});
    counter.attach(client);
    return client;
  };
