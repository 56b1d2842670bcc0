import { S3Client } from '@aws-sdk/client-s3';

/** What a client of a server on this machine is made with. */
export function localS3Settings(endpoint: string) {
  return {
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    // s3rver knows this pair and no other.
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
  };
}

/**
 * A client of a server on this machine, which the test destroys. It repeats what the SDK repeats, as often, but without the
 * pauses.
 */
export function localS3Client(endpoint: string): S3Client {
  const client = new S3Client(localS3Settings(endpoint));
  const strategyOf = client.config.retryStrategy;
  client.config.retryStrategy = async () => {
    const strategy = (await strategyOf()) as unknown as RetryStrategy;
    return {
      mode: strategy.mode,
      acquireInitialRetryToken: (scope: string) => strategy.acquireInitialRetryToken(scope),
      recordSuccess: (token: RetryToken) => strategy.recordSuccess(token),
      async refreshRetryTokenForRetry(token: RetryToken, info: unknown) {
        const next = await strategy.refreshRetryTokenForRetry(token, info);
        next.getRetryDelay = () => 1;
        return next;
      },
    } as unknown as Awaited<ReturnType<typeof strategyOf>>;
  };
  return client;
}

/** As much of the SDK's strategy as is passed on. */
interface RetryStrategy {
  readonly mode?: string;
  acquireInitialRetryToken(scope: string): Promise<RetryToken>;
  refreshRetryTokenForRetry(token: RetryToken, info: unknown): Promise<RetryToken>;
  recordSuccess(token: RetryToken): void;
}

interface RetryToken {
  getRetryDelay(): number;
}
