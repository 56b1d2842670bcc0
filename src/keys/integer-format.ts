import { type Format, type Place, refusal } from './format.ts';
import { beforeSigned, DIGIT, MINUS, negated, readSigned, writeSigned } from './signed-digits.ts';

/** Digits that a JavaScript number always holds exactly. */
export const EXACT_DIGITS = 15;

/** `{name:int12}`: an integer in so many digits. */
export function integerFormat(place: Place, width: number, descending: boolean): Format {
  const digits = Array.from({ length: width }, () => DIGIT);
  return {
    encode(value) {
      if (typeof value !== 'bigint' && !isSafeInteger(value)) {
        throw refusal(place, value, `int${width} takes an integer, as a safe number or a bigint`);
      }
      const negative = value < 0;
      const absolute = String(negative ? -value : value);
      const integer = { negative, digits: absolute };
      const encoded = writeSigned(descending ? negated(integer) : integer, width);
      if (encoded === undefined) throw refusal(place, value, `int${width} holds at most ${width} digits`);
      return encoded;
    },
    decode(text) {
      const read = readSigned(text, width);
      if (read === undefined) return undefined;
      const integer = descending ? negated(read) : read;
      const decimal = `${integer.negative ? '-' : ''}${integer.digits}`;
      return width <= EXACT_DIGITS ? Number(decimal) : BigInt(decimal);
    },
    end: (text, start) => start + width + (text[start] === '-' ? 1 : 0),
    encodePrefix(prefix) {
      throw refusal(place, prefix, `int${width} has no prefixes; give a range of numbers`);
    },
    before: (encoded) => beforeSigned(encoded, width),
    descending,
    boundary: 'ordered',
    shape: { kind: 'words', words: [digits, [MINUS, ...digits]] },
  };
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
