import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { sameNumberText } from '../../expressions/number-text.ts';

/** A decimal of up to 15 significant digits always survives the way into a double and back (IEEE 754). */
const EXACT_LENGTH = 15;

/** The smallest magnitude that DynamoDB holds; far above it doubles keep all their digits (Developer Guide, "Number"). */
const MIN_MAGNITUDE = 1e-130;

/** The power of ten of the first digit of DynamoDB's largest numbers, 9.99…E+125 (the same page). */
const MAX_EXPONENT = 125;

/** What `sameNumberText` makes of a number other than zero: its digits without outer zeros, the first one's power of ten. */
const NUMBER = /^(-?)(\d+)e(-?\d+)$/;

/**
 * Read a number as DynamoDB writes it: a `number` where that is exact, a `bigint` for other integers, and the SDK's
 * `NumberValue` for other decimals. Exact means that the double's shortest text denotes the same decimal. Never throws
 * and never rounds: a text that is no number at all comes back in a `NumberValue` as well.
 *
 * `'0.1'` → `0.1`, `'9007199254740993'` → `9007199254740993n`, `'0.12345678901234567890123'` → `NumberValue`.
 */
export function decodeNumber(text: string): number | bigint | NumberValue {
  const number = Number(text);
  const size = Math.abs(number);
  if (text.length <= EXACT_LENGTH && size >= MIN_MAGNITUDE && size <= Number.MAX_SAFE_INTEGER) return number;

  const same = sameNumberText(text);
  if (same === '0') return 0;
  const parts = NUMBER.exec(same);
  if (parts === null) return NumberValue.from(text);
  const [, sign = '', digits = '', power] = parts;
  const exponent = Number(power);
  const zeros = exponent - digits.length + 1;
  if (zeros < 0) return same === sameNumberText(String(number)) ? number : NumberValue.from(text);
  if (size <= Number.MAX_SAFE_INTEGER) return number;
  return exponent > MAX_EXPONENT ? NumberValue.from(text) : BigInt(sign + digits + '0'.repeat(zeros));
}
