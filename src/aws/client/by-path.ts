import type { S3Client } from '@aws-sdk/client-s3';

/**
 * A custom endpoint, from the command line or AWS's own settings, has no host names for buckets. The SDK knows which
 * endpoint applies only when it asks.
 */
export function addressByPath({ config }: S3Client): void {
  const { endpointProvider } = config;
  config.endpointProvider = (asked, context) =>
    endpointProvider(
      { ...asked, ForcePathStyle: asked.ForcePathStyle || asked.Endpoint !== undefined },
      context,
    );
}
