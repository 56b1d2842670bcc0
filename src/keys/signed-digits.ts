import type { CodePoints } from './format.ts';

/** What every digit of a sortable number can be. */
export const DIGIT: CodePoints = [[0x30, 0x39]];
export const MINUS: CodePoints = [[0x2d, 0x2d]];

/** An integer as sign and decimal digits, without leading zeros but for zero itself, which is never negative. */
export interface SignedDigits {
  readonly negative: boolean;
  readonly digits: string;
}

/**
 * Writes an integer in `width` digits so that byte order is value order: `0042` and, below it, `-9957` for -42: a
 * minus sign sorts below the digits, and the nines' complement turns the order of what follows it.
 * Undefined when it has more digits.
 */
export function writeSigned({ negative, digits }: SignedDigits, width: number): string | undefined {
  if (digits.length > width) return undefined;
  const padded = digits.padStart(width, '0');
  return negative ? `-${ninesComplement(padded)}` : padded;
}

/** Reads what `writeSigned` makes of this width; undefined for everything else. */
export function readSigned(text: string, width: number): SignedDigits | undefined {
  const negative = text.startsWith('-');
  const padded = negative ? ninesComplement(text.slice(1)) : text;
  if (padded.length !== width || !/^[0-9]+$/.test(padded)) return undefined;
  const digits = withoutLeadingZeros(padded);
  return negative && digits === '0' ? undefined : { negative, digits };
}

/** The integer just below, in the same form; undefined below the least of this width. */
export function beforeSigned(text: string, width: number): string | undefined {
  const read = readSigned(text, width);
  if (read === undefined) return undefined;
  const below = (read.negative ? -BigInt(read.digits) : BigInt(read.digits)) - 1n;
  return writeSigned({ negative: below < 0n, digits: String(below).replace('-', '') }, width);
}

/** The opposite number. */
export function negated({ negative, digits }: SignedDigits): SignedDigits {
  return { negative: !negative && digits !== '0', digits };
}

/** Each digit as 9 less it; everything else stays. */
export function ninesComplement(text: string): string {
  let complement = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    complement += unit >= 0x30 && unit <= 0x39 ? String.fromCharCode(0x69 - unit) : text.charAt(i);
  }
  return complement;
}

export function withoutLeadingZeros(digits: string): string {
  const significant = digits.replace(/^0+/, '');
  return significant === '' ? '0' : significant;
}
