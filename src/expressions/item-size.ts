import { utf8Length } from '../keys/utf8.ts';
import { isPlainObject } from './plain-object.ts';
import { isNumberText } from './storable-type.ts';

/** The most bytes of one item, names included (Developer Guide: Service quotas, "Item size"). */
export const MAX_ITEM_BYTES = 400 * 1024;

/** What a list or map takes itself, and for each of its members (Developer Guide: DynamoDB item sizes and formats). */
const CONTAINER_BYTES = 3;
const MEMBER_BYTES = 1;

/** From this length on the native count is faster than a loop in JavaScript, by a factor of ten for long texts. */
const LONG_TEXT = 32;
const longTextSize: (text: string) => number =
  typeof Buffer === 'undefined' ? utf8Length : (text) => Buffer.byteLength(text);

/** A number has 38 digits at most, which make up to 20 pairs, and two bytes besides. */
const MAX_NUMBER_BYTES = 22;

const POINT = 46;
const ZERO = 48;
const NINE = 57;
const MINUS = 45;
const LOWER_E = 101;
const UPPER_E = 69;

/**
 * The bytes of an item as DynamoDB counts them towards `MAX_ITEM_BYTES`, and for capacity units: names and texts in UTF-8,
 * numbers by their decimal digits. An attribute that is `undefined` is absent. The item must be one that can be stored.
 *
 * `{ id: 'a1', total: 1200, tags: new Set(['x', 'yz']) }` has 2 + 2, 5 + 2 and 4 + 3, so 18 bytes.
 */
export function itemSize(item: Readonly<Record<string, unknown>>): number {
  return attributesSize(item, 0);
}

/**
 * Whether an item has more than `MAX_ITEM_BYTES`. Most are so small that this shows without looking at their characters.
 */
export function isTooLarge(item: Readonly<Record<string, unknown>>): boolean {
  return mostOf(item) > MAX_ITEM_BYTES && itemSize(item) > MAX_ITEM_BYTES;
}

/** No less than the size: a character has three bytes at most, and a number 22. Of sets and binary values it says nothing. */
function mostOf(value: unknown): number {
  if (typeof value === 'string') return 3 * value.length;
  if (typeof value !== 'object' || value === null) return MAX_NUMBER_BYTES;
  let most = CONTAINER_BYTES;
  if (Array.isArray(value)) {
    for (const member of value) most += MEMBER_BYTES + mostOf(member);
    return most;
  }
  if (!isPlainObject(value)) return Number.POSITIVE_INFINITY;
  for (const name of Object.keys(value)) {
    most += MEMBER_BYTES + 3 * name.length + mostOf((value as Readonly<Record<string, unknown>>)[name]);
  }
  return most;
}

function attributesSize(map: Readonly<Record<string, unknown>>, bytesEach: number): number {
  let bytes = 0;
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value !== undefined) bytes += textSize(name) + valueSize(value) + bytesEach;
  }
  return bytes;
}

function valueSize(value: unknown): number {
  switch (typeof value) {
    case 'string':
      return textSize(value);
    case 'number':
    case 'bigint':
      return decimalSize(String(value));
    case 'object':
      return value === null ? 1 : objectSize(value);
    default:
      return 1;
  }
}

function objectSize(value: object): number {
  if (Array.isArray(value)) return CONTAINER_BYTES + membersSize(value, MEMBER_BYTES);
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (value instanceof Set) return membersSize(value, 0);
  if (isNumberText(value)) return decimalSize(value.value);
  return CONTAINER_BYTES + attributesSize(value as Readonly<Record<string, unknown>>, MEMBER_BYTES);
}

function membersSize(members: Iterable<unknown>, bytesEach: number): number {
  let bytes = 0;
  for (const member of members) bytes += valueSize(member) + bytesEach;
  return bytes;
}

function textSize(text: string): number {
  return text.length < LONG_TEXT ? utf8Length(text) : longTextSize(text);
}

/**
 * One byte, and one for each two decimal digits, in pairs that meet at the decimal point and without the pairs of zeros at
 * either end; one more for a minus. So `100` takes 2 bytes, `123` 3 and `1.5` 3. Measured on local servers at the limit,
 * for the Developer Guide only says "approximately"; of 20 pairs they may count one byte less.
 */
function decimalSize(text: string): number {
  let digits = 0;
  let first = -1;
  let last = -1;
  let point = -1;
  let exponent = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit >= ZERO && unit <= NINE) {
      if (unit !== ZERO) {
        if (first === -1) first = digits;
        last = digits;
      }
      digits += 1;
    } else if (unit === POINT) {
      point = digits;
    } else if (unit === LOWER_E || unit === UPPER_E) {
      exponent = Number(text.slice(at + 1));
      break;
    }
  }
  if (first === -1) return 1;
  // The power of ten of the first digit written; that of each digit after it is one less.
  const power = (point === -1 ? digits : point) - 1 + exponent;
  const pairs = Math.floor((power - first) / 2) - Math.floor((power - last) / 2) + 1;
  return 1 + pairs + (text.charCodeAt(0) === MINUS ? 1 : 0);
}
