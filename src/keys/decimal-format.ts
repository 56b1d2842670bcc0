import { type CodePoints, type Format, type Place, refusal } from './format.ts';
import { EXACT_DIGITS } from './integer-format.ts';
import {
  beforeSigned,
  DIGIT,
  MINUS,
  negated,
  readSigned,
  type SignedDigits,
  withoutLeadingZeros,
  writeSigned,
} from './signed-digits.ts';

const POINT: CodePoints = [[0x2e, 0x2e]];

/** `{name:decimal8.2}`: a number with so many integer and fraction digits, as a count of its smallest unit. */
export function decimalFormat(place: Place, whole: number, fraction: number, descending: boolean): Format {
  const name = `decimal${whole}.${fraction}`;
  const width = whole + fraction;
  const wholes = Array.from({ length: whole }, () => DIGIT);
  const word = [...wholes, POINT, ...Array.from({ length: fraction }, () => DIGIT)];

  const pointed = (digits: string) => `${digits.slice(0, -fraction)}.${digits.slice(-fraction)}`;

  function unpointed(text: string): string {
    const at = text.length - fraction - 1;
    // Without its point the text is too long, so it cannot be read.
    return text[at] === '.' ? text.slice(0, at) + text.slice(at + 1) : text;
  }

  return {
    encode(value) {
      const units = unitsOf(value, fraction);
      if (typeof units === 'string') throw refusal(place, value, `${name} ${units}`);
      const encoded = writeSigned(descending ? negated(units) : units, width);
      if (encoded === undefined) throw refusal(place, value, `${name} holds at most ${whole} integer digits`);
      return pointed(encoded);
    },
    decode(text) {
      const read = text.includes('.') ? readSigned(unpointed(text), width) : undefined;
      if (read === undefined) return undefined;
      const { negative, digits } = descending ? negated(read) : read;
      const plain = pointed(digits.padStart(fraction + 1, '0')).replace(/\.?0+$/, '');
      const decimal = `${negative ? '-' : ''}${plain}`;
      return width <= EXACT_DIGITS ? Number(decimal) : decimal;
    },
    end: (text, start) => start + width + (text[start] === '-' ? 2 : 1),
    encodePrefix(prefix) {
      throw refusal(place, prefix, `${name} has no prefixes; give a range of numbers`);
    },
    before(encoded) {
      const below = beforeSigned(unpointed(encoded), width);
      return below === undefined ? undefined : pointed(below);
    },
    descending,
    boundary: 'ordered',
    shape: { kind: 'words', words: [word, [MINUS, ...word]] },
  };
}

/** Exponents are read because JavaScript prints small and large numbers with them. */
const PRINTED_NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;
const DECIMAL_TEXT = /^-?\d+(?:\.\d+)?$/;

/** The number as a count of units of 10 to the minus `fraction`, or why it is none. */
function unitsOf(value: unknown, fraction: number): SignedDigits | string {
  const readable =
    typeof value === 'number'
      ? Number.isFinite(value)
      : typeof value === 'bigint' || (typeof value === 'string' && DECIMAL_TEXT.test(value));
  const [, sign, whole = '', decimals = '', exponent = '0'] = PRINTED_NUMBER.exec(String(value)) ?? [];
  if (!readable || sign === undefined)
    return 'takes a finite number, a bigint, or decimal text such as "12.50"';
  const significant = (whole + decimals).replace(/0+$/, '');
  const trailingZeros = whole.length + decimals.length - significant.length;
  const zeros = Number(exponent) + fraction - decimals.length + trailingZeros;
  if (significant !== '' && zeros < 0) return `keeps ${fraction} fraction digits and does not round`;
  const digits = withoutLeadingZeros(significant === '' ? '' : significant + '0'.repeat(zeros));
  return { negative: sign === '-' && digits !== '0', digits };
}
