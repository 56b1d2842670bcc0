import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { isAttributeValue } from './attribute-value.ts';
import { decodeItem } from './decode.ts';

type NativeItem = Record<string, unknown>;

/**
 * The item that a failed condition found (`Item` of ConditionalCheckFailedException), with native values; `undefined`
 * when the error carries none, which is so unless the request asked for it with `ReturnValuesOnConditionCheckFailure`.
 * The error keeps its AttributeValues, as the SDK left them. An item that is native already, as a mock may give it, is
 * returned as it is.
 */
export function presentItem(error: unknown): NativeItem | undefined {
  return nativeItem((error as { Item?: unknown } | undefined)?.Item);
}

/**
 * The items of a TransactionCanceledException's reasons, with native values, one place per action in the order of the
 * request; `undefined` where a reason carries none. Empty when the error has no reasons.
 */
export function cancellationItems(error: unknown): (NativeItem | undefined)[] {
  const reasons = (error as { CancellationReasons?: unknown } | undefined)?.CancellationReasons;
  return Array.isArray(reasons) ? reasons.map(presentItem) : [];
}

function nativeItem(item: unknown): NativeItem | undefined {
  if (typeof item !== 'object' || item === null) return undefined;
  // An item has a key, and a key is natively a scalar: a map of nothing but AttributeValues is never native.
  const encoded = Object.values(item).every((value) => value === undefined || isAttributeValue(value));
  return encoded ? decodeItem(item as Record<string, AttributeValue>) : (item as NativeItem);
}
