import { MonotableError } from '../errors.ts';

// By name: another copy of the SDK has other classes.
const THROTTLED: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
]);
const OF_ONE_ITEM: ReadonlySet<string> = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
]);
const MOMENTARY: ReadonlySet<string> = new Set([
  'TimeoutError',
  'RequestTimeout',
  'RequestTimeoutException',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ReplicatedWriteConflictException',
]);
/** Not implemented: it will not be later, either. */
const HTTP_NOT_IMPLEMENTED = 501;
/** Over 16 MB as it is sent, which 25 items can be when their texts are mostly escapes. */
const HTTP_TOO_LARGE = 413;

interface Failure {
  readonly name?: string;
  readonly $metadata?: { readonly attempts?: number; readonly httpStatusCode?: number };
}

/** The whole request was throttled: nothing of it was done. */
export function isThrottled(error: unknown): boolean {
  const { name = '', $metadata } = failureOf(error);
  return THROTTLED.has(name) || $metadata?.httpStatusCode === 429;
}

/** The request may succeed when it is sent again; this one may have been done, or not. */
export function isMomentaryFailure(error: unknown): boolean {
  const { name = '', $metadata } = failureOf(error);
  if (MOMENTARY.has(name)) return true;
  const status = $metadata?.httpStatusCode;
  // It was sent, and no answer came: a lost connection, under whatever name.
  if (status === undefined) return $metadata?.attempts !== undefined;
  return status >= 500 && status !== HTTP_NOT_IMPLEMENTED;
}

/** The request was refused for what is in it, which need not be all of it. */
export function isOfOneItem(error: unknown): boolean {
  const { name = '', $metadata } = failureOf(error);
  return (
    OF_ONE_ITEM.has(name) || $metadata?.httpStatusCode === HTTP_TOO_LARGE || error instanceof MonotableError
  );
}

function failureOf(error: unknown): Failure {
  return typeof error === 'object' && error !== null ? error : {};
}
