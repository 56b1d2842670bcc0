import { compareKeys } from '../keys/order.ts';
import { compareNumberTexts } from './number-text.ts';
import { isNumberText } from './storable-type.ts';

/**
 * Compares two key values of one type as the service orders them: numbers by value, text by the bytes of its UTF-8, binary
 * by its bytes. Values of two types, which no key attribute has, are equal to it.
 */
export function compareKeyValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareKeys(a, b);
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b);
  const [x, y] = [numberOf(a), numberOf(b)];
  if (x === undefined || y === undefined) return 0;
  if (typeof x === 'string' || typeof y === 'string') return compareNumberTexts(String(x), String(y));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** A number, or the text of one that JavaScript cannot hold. */
function numberOf(value: unknown): number | bigint | string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'object' && value !== null && isNumberText(value) ? value.value : undefined;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
