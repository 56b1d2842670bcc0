import type { NumberText } from '../expressions/operators.ts';

/** A number as DynamoDB gives it back. */
export type StoredNumber = number | bigint | NumberText;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * A number in digits, without an exponent and without zeros that say nothing; it never passes through a double.
 *
 * `1e-7` → `0.0000001`, the text `1.50E+3` → `1500`, `9007199254740993n` → `9007199254740993`.
 */
export function plainNumber(value: StoredNumber): string {
  if (typeof value === 'bigint') return value.toString();
  const text = typeof value === 'number' ? String(value) : value.value;
  // The shortest text of a double has no zeros to remove.
  if (typeof value === 'number' && !text.includes('e')) return text;
  const parts = DECIMAL.exec(text);
  if (parts === null) return text;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  const before = (point > 0 ? digits.slice(0, point).padEnd(point, '0') : '').replace(/^0+/, '');
  const after = (point < 0 ? '0'.repeat(-point) + digits : digits.slice(point)).replace(/0+$/, '');
  if (before === '' && after === '') return '0';
  return `${sign}${before || '0'}${after === '' ? '' : `.${after}`}`;
}

/** How many digits a plain number has from its first to its last one that is not zero: `0.0120` has 2. */
export function significantDigits(plain: string): number {
  return plain.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
}

/** The digits of a plain number before its point and after it: `-12.5` has 2 and 1, `0.25` has 0 and 2. */
export function digitsAround(plain: string): { readonly whole: number; readonly scale: number } {
  const unsigned = plain.startsWith('-') ? plain.slice(1) : plain;
  const point = unsigned.indexOf('.');
  if (point === -1) return { whole: unsigned === '0' ? 0 : unsigned.length, scale: 0 };
  return { whole: unsigned.startsWith('0.') ? 0 : point, scale: unsigned.length - point - 1 };
}
