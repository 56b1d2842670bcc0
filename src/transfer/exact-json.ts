import { decodeNumber } from '../client/codec/number.ts';

/** A text in JSON, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** What follows the name of a member. */
const NAME_END = /\s*:/y;
/** No number of fewer characters loses a digit, unless it has an exponent. */
const MAYBE_INEXACT = /[\d.]{16}|\d[eE]/;

/**
 * JSON whose numbers keep every digit: what a `number` does not hold exactly becomes a `bigint` or the SDK's `NumberValue`.
 * `{"id":9007199254740993}` gives `{ id: 9007199254740993n }`.
 *
 * @throws SyntaxError for a text that is no JSON.
 */
export function exactJson(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!MAYBE_INEXACT.test(text)) return plain;
  const numbers: unknown[] = [];
  // A text of the JSON itself cannot be taken for a mark: it is marked, too.
  const marked = text.replace(TOKEN, (token, place: number) => {
    if (token.startsWith('"')) return isName(text, place + token.length) ? token : `"s${token.slice(1)}`;
    const number = decodeNumber(token);
    if (typeof number === 'number') return token;
    return `"n${numbers.push(number) - 1}"`;
  });
  if (numbers.length === 0) return plain;
  return JSON.parse(marked, (_, value: unknown) => {
    if (typeof value !== 'string') return value;
    return value.startsWith('s') ? value.slice(1) : numbers[Number(value.slice(1))];
  });
}

function isName(text: string, after: number): boolean {
  NAME_END.lastIndex = after;
  return NAME_END.test(text);
}
