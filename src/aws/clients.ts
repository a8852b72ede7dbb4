import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { MiddlewareStack } from '@smithy/types';
import { CallCounter } from './call-counter.ts';
import { toLabError } from './failure.ts';
import type { Credentials, Target } from './target.ts';

/** The operator's clients. A failed call throws a `LabError` whose cause is the SDK's error. */
export interface Clients {
  readonly sts: STSClient;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly ec2: EC2Client;
  readonly s3: S3Client;
  readonly ssm: SSMClient;
  readonly counter: CallCounter;
  /** Clients of another principal. KMS's failures are answers and come as the SDK throws them. */
  actingAs(credentials: Credentials | undefined): { readonly kms: KMSClient; readonly sts: STSClient };
}

/** Milliseconds; the SDK itself would wait for ever. A request that takes longer is sent again, as any that failed. */
const PATIENCE = { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

interface SdkClient {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

export function openClients(target: Target): Clients {
  const counter = new CallCounter();
  const shared = {
    region: target.region,
    endpoint: target.endpoint,
    profile: target.profile,
    // One pool of connections, whoever asks: on a single endpoint the principals share them.
    requestHandler: new STSClient({ requestHandler: PATIENCE }).config.requestHandler,
    // The clients' middleware does not change once they are open.
    cacheMiddleware: true,
  };
  const operator = { ...shared, credentials: target.credentials };
  const counted = <C extends SdkClient>(client: C): C => {
    counter.attach(client);
    return client;
  };
  const explained = <C extends SdkClient>(client: C): C => {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        try {
          return await next(args);
        } catch (error) {
          throw toLabError(error, context.commandName ?? 'an AWS call', target.whenRefused);
        }
      },
      { step: 'initialize', priority: 'high', name: 'explainFailure' },
    );
    return counted(client);
  };
  return {
    sts: explained(new STSClient(operator)),
    iam: explained(new IAMClient(operator)),
    kms: explained(new KMSClient(operator)),
    ec2: explained(new EC2Client(operator)),
    // A custom endpoint has no bucket host names.
    s3: explained(
      new S3Client({
        ...operator,
        forcePathStyle: target.endpoint !== undefined,
        followRegionRedirects: true,
      }),
    ),
    ssm: explained(new SSMClient(operator)),
    counter,
    actingAs: (credentials) => ({
      kms: counted(new KMSClient({ ...shared, credentials })),
      sts: explained(new STSClient({ ...shared, credentials })),
    }),
  };
}
