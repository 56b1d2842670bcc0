/** Significant decimal digits of a number (Developer Guide: Naming rules and data types, "Number"). */
export const MAX_DIGITS = 38;

// Magnitudes run from 1E-130 to 9.99…E+125 (the same page); an exponent here is the power of ten of the first digit.
const MIN_EXPONENT = -130;
const MAX_EXPONENT = 125;

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A decimal number taken apart: `0.0120` is digits `12` and exponent -2, the power of ten of the first digit. */
interface Decimal {
  readonly negative: boolean;
  /** Without zeros at either end; empty for zero. */
  readonly digits: string;
  readonly exponent: number;
}

/** Why a text cannot be stored as a number, as the end of a sentence; `undefined` when it can. */
export function numberTextFault(text: string): string | undefined {
  const decimal = decimalOf(text);
  if (decimal === undefined) return `has the text ${JSON.stringify(text)}, which is not a decimal number`;
  if (decimal.digits.length > MAX_DIGITS) {
    return `has ${decimal.digits.length} significant digits; DynamoDB holds ${MAX_DIGITS}`;
  }
  if (decimal.digits === '') return undefined;
  if (decimal.exponent > MAX_EXPONENT) return 'is too large; DynamoDB holds numbers below 1e126';
  if (decimal.exponent < MIN_EXPONENT) return 'is too close to zero; DynamoDB holds numbers from 1e-130';
  return undefined;
}

/** One text for each number: `1`, `1.0` and `10e-1` give the same. For texts that `numberTextFault` accepts. */
export function sameNumberText(text: string): string {
  const decimal = decimalOf(text);
  if (decimal === undefined) return text;
  if (decimal.digits === '') return '0';
  return `${decimal.negative ? '-' : ''}${decimal.digits}e${decimal.exponent}`;
}

/** Compares two numbers by their texts, exactly. For texts that `numberTextFault` accepts. */
export function compareNumberTexts(a: string, b: string): number {
  const [x, y] = [decimalOf(a), decimalOf(b)];
  if (x === undefined || y === undefined) return 0;
  const [sign, other] = [signOf(x), signOf(y)];
  if (sign !== other || sign === 0) return sign - other;
  if (x.exponent !== y.exponent) return (x.exponent - y.exponent) * sign;
  return x.digits === y.digits ? 0 : x.digits < y.digits ? -sign : sign;
}

function signOf({ digits, negative }: Decimal): number {
  return digits === '' ? 0 : negative ? -1 : 1;
}

function decimalOf(text: string): Decimal | undefined {
  const parts = DECIMAL.exec(text);
  if (parts === null) return undefined;
  const whole = parts[2] ?? '';
  const all = whole + (parts[3] ?? '');
  const first = all.search(/[1-9]/);
  if (first === -1) return { negative: false, digits: '', exponent: 0 };
  return {
    negative: parts[1] === '-',
    digits: all.slice(first).replace(/0+$/, ''),
    exponent: whole.length - 1 - first + Number(parts[4] ?? 0),
  };
}
