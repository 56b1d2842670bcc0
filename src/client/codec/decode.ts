import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { MonotableError } from '../../errors.ts';
import { decodeNumber } from './number.ts';
import { setOwn } from './set-own.ts';

/**
 * The native value of an AttributeValue: sets as `Set`, binary as `Uint8Array`, maps as plain objects, numbers as
 * `number`, `bigint` or the SDK's `NumberValue`, whichever holds them exactly.
 *
 * @throws MonotableError when the value has a type that DynamoDB did not have when this was written.
 */
export function decodeValue(value: AttributeValue): unknown {
  if (value.S !== undefined) return value.S;
  if (value.N !== undefined) return decodeNumber(value.N);
  if (value.BOOL !== undefined) return value.BOOL;
  if (value.M !== undefined) return decodeItem(value.M);
  if (value.L !== undefined) return value.L.map(decodeValue);
  if (value.NULL !== undefined) return null;
  if (value.B !== undefined) return value.B;
  if (value.SS !== undefined) return new Set(value.SS);
  if (value.NS !== undefined) return new Set(value.NS.map(decodeNumber));
  if (value.BS !== undefined) return new Set(value.BS);
  const [type] = value.$unknown ?? Object.keys(value);
  throw unknownType(type ?? 'none');
}

/** The error for a value of a type that is not known here. */
export function unknownType(type: string): MonotableError {
  return new MonotableError(
    `An attribute of the unknown type ${JSON.stringify(type)} cannot be read; known are S, N, B, BOOL, NULL, M, L, SS, NS and BS.`,
  );
}

/** The native form of an item, or of any map of attributes. */
export function decodeItem(item: Readonly<Record<string, AttributeValue>>): Record<string, unknown> {
  const native: Record<string, unknown> = {};
  for (const name of Object.keys(item)) {
    const value = item[name];
    // The SDK's deserializer empties a top-level attribute named __proto__; there is nothing left to read.
    if (value === undefined) continue;
    setOwn(native, name, decodeValue(value));
  }
  return native;
}
