import type { NumberText } from '../../expressions/operators.ts';

/** What is stored as a number. */
export type StoredNumber = number | bigint | NumberText;

/** A number as DynamoDB takes it. */
export function numberText(number: StoredNumber): string {
  return typeof number === 'object' ? number.value : String(number);
}
