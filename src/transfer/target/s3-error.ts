import { MonotableError, RequestError } from '../../errors.ts';

// Errors are told by name: another copy of the SDK has other classes.
const CREDENTIALS: readonly unknown[] = [
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'TokenRefreshRequired',
];
const REGION: readonly unknown[] = [
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
  'PermanentRedirect',
  'TemporaryRedirect',
];
const FORBIDDEN: readonly unknown[] = ['AccessDenied', 'AllAccessDisabled', 'Forbidden'];

/** What was to be done: `Writing s3://bucket/raw/manifest.json failed`, and what that needs: `s3:PutObject`. */
export interface S3Act {
  readonly failed: string;
  readonly bucket: string;
  readonly needs: string;
}

/** The error of a caller for one of S3: a user's mistake as a `RequestError` that says what to do. */
export function s3Error(act: S3Act, cause: unknown): MonotableError {
  const advice = adviceFor(act, cause);
  if (advice !== undefined) return new RequestError(`${act.failed}: ${advice}.`, { cause });
  return new MonotableError(`${act.failed}: ${messageOf(cause)}`, { cause });
}

function adviceFor({ bucket, needs }: S3Act, cause: unknown): string | undefined {
  const { name, message } = cause as { name?: string; message?: string };
  if (name === 'NoSuchBucket') return `there is no bucket "${bucket}"`;
  if (FORBIDDEN.includes(name)) {
    return `access to the bucket "${bucket}" is denied; this needs ${needs}`;
  }
  if (REGION.includes(name)) {
    const region = regionOf(cause);
    return `the bucket "${bucket}" is in another region${region === undefined ? '; give its own' : `: give the region ${region}`}`;
  }
  if (CREDENTIALS.includes(name)) {
    return `S3 did not take the credentials for the bucket "${bucket}", or there are none (${message}); see AWS_PROFILE, or \`aws sso login\``;
  }
  if (message === 'Region is missing') {
    return `no region is set for the bucket "${bucket}": give one, or set AWS_REGION`;
  }
  return undefined;
}

/** The region of a bucket that was asked for in another one, where S3 says it. */
export function regionOf(error: unknown): string | undefined {
  const { $response, Region } = error as {
    $response?: { headers?: Readonly<Record<string, string>> };
    Region?: unknown;
  };
  const region = $response?.headers?.['x-amz-bucket-region'] ?? Region;
  return typeof region === 'string' ? region : undefined;
}

/** The status of an answer of S3; `undefined` when there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode;
}

/** An error without a message is told by its name or code: connections that are refused on every address have none. */
export function messageOf(error: unknown): string {
  const { message, code, name } = error as { message?: string; code?: string; name?: string };
  return message || code || name || String(error);
}
