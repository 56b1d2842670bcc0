import { isNumberText } from '../expressions/storable-type.ts';
import { digitsAround, plainNumber, type StoredNumber } from './plain-number.ts';

/** The kinds of values that are told apart; null is none of them. */
export const VALUE_KINDS = [
  'string',
  'integer',
  'decimal',
  'boolean',
  'binary',
  'list',
  'map',
  'stringSet',
  'numberSet',
  'binarySet',
] as const;
export type ValueKind = (typeof VALUE_KINDS)[number];

/** How many values were of a kind, and the least key of an item with one. */
export interface SeenKind {
  readonly count: number;
  readonly example: string;
}

/** What was seen in one place: an attribute, a field of a map, or the members of lists and sets. */
export interface SeenValues {
  nulls: number;
  readonly kinds: Map<ValueKind, SeenKind>;
  /** The least and greatest integer. */
  integers: { readonly min: number | bigint; readonly max: number | bigint } | undefined;
  /** The most digits that a fraction has before the point, and after it. */
  fractions: { readonly whole: number; readonly scale: number } | undefined;
  members: SeenValues | undefined;
  fields: SeenFields | undefined;
}

/** What was seen by name; nothing once there are too many names, because then they are data and no columns. */
export interface SeenFields {
  readonly names: Map<string, SeenValues>;
  many: boolean;
}

/** Names of a map that are told apart. Athena takes more, nobody reads them. */
export const MOST_FIELDS = 100;

export function seenNothing(): SeenValues {
  return {
    nulls: 0,
    kinds: new Map(),
    integers: undefined,
    fractions: undefined,
    members: undefined,
    fields: undefined,
  };
}

export function seenNoFields(): SeenFields {
  return { names: new Map(), many: false };
}

/** Adds a value that DynamoDB gave. @param key of the item, as a message would show it */
export function seeValue(seen: SeenValues, value: unknown, key: string): void {
  if (value === null) {
    seen.nulls += 1;
    return;
  }
  if (typeof value === 'object' && !ArrayBuffer.isView(value) && !isNumberText(value)) {
    seeContainer(seen, value, key);
    return;
  }
  if (typeof value === 'string') countKind(seen, 'string', 1, key);
  else if (typeof value === 'boolean') countKind(seen, 'boolean', 1, key);
  else if (ArrayBuffer.isView(value)) countKind(seen, 'binary', 1, key);
  else seeNumber(seen, value as StoredNumber, key);
}

/** Adds the attributes of an item, or the fields of a map. */
export function seeFields(
  seen: SeenFields,
  map: Readonly<Record<string, unknown>>,
  key: string,
  most: number,
): void {
  if (seen.many) return;
  for (const name of Object.keys(map)) {
    if (map[name] === undefined) continue;
    let field = seen.names.get(name);
    if (field === undefined) {
      field = seenNothing();
      seen.names.set(name, field);
    }
    seeValue(field, map[name], key);
  }
  forgetMany(seen, most);
}

/** Adds what was seen elsewhere. The order in which parts are added makes no difference. */
export function mergeValues(seen: SeenValues, more: SeenValues): void {
  seen.nulls += more.nulls;
  for (const [kind, { count, example }] of more.kinds) countKind(seen, kind, count, example);
  if (more.integers !== undefined) {
    seeInteger(seen, more.integers.min);
    seeInteger(seen, more.integers.max);
  }
  if (more.fractions !== undefined) seeFraction(seen, more.fractions);
  if (more.members !== undefined) {
    seen.members ??= seenNothing();
    mergeValues(seen.members, more.members);
  }
  if (more.fields !== undefined) {
    seen.fields ??= seenNoFields();
    mergeFields(seen.fields, more.fields, MOST_FIELDS);
  }
}

export function mergeFields(seen: SeenFields, more: SeenFields, most: number): void {
  if (more.many) seen.many = true;
  for (const [name, values] of more.names) {
    let field = seen.names.get(name);
    if (field === undefined) {
      field = seenNothing();
      seen.names.set(name, field);
    }
    mergeValues(field, values);
  }
  forgetMany(seen, most);
}

function seeContainer(seen: SeenValues, value: object, key: string): void {
  if (!Array.isArray(value) && !(value instanceof Set)) {
    countKind(seen, 'map', 1, key);
    seen.fields ??= seenNoFields();
    seeFields(seen.fields, value as Readonly<Record<string, unknown>>, key, MOST_FIELDS);
    return;
  }
  seen.members ??= seenNothing();
  for (const member of value) seeValue(seen.members, member, key);
  countKind(seen, Array.isArray(value) ? 'list' : setKind(value), 1, key);
}

/** A set has members, and all of one type. */
function setKind(set: ReadonlySet<unknown>): ValueKind {
  const [member] = set;
  if (typeof member === 'string') return 'stringSet';
  return ArrayBuffer.isView(member) ? 'binarySet' : 'numberSet';
}

function seeNumber(seen: SeenValues, value: StoredNumber, key: string): void {
  const plain = typeof value === 'object' ? plainNumber(value) : value;
  const integer = typeof plain === 'string' ? integerOf(plain) : plain;
  if (typeof integer === 'bigint' || Number.isInteger(integer)) {
    countKind(seen, 'integer', 1, key);
    seeInteger(seen, integer as number | bigint);
    return;
  }
  countKind(seen, 'decimal', 1, key);
  seeFraction(seen, digitsAround(plainNumber(value)));
}

function integerOf(plain: string): bigint | undefined {
  return plain.includes('.') ? undefined : BigInt(plain);
}

/** A `number` and a `bigint` compare by value. */
function seeInteger(seen: SeenValues, integer: number | bigint): void {
  const { min, max } = seen.integers ?? { min: integer, max: integer };
  if (seen.integers !== undefined && min <= integer && integer <= max) return;
  seen.integers = { min: integer < min ? integer : min, max: integer > max ? integer : max };
}

function seeFraction(
  seen: SeenValues,
  { whole, scale }: { readonly whole: number; readonly scale: number },
): void {
  const known = seen.fractions;
  if (known !== undefined && whole <= known.whole && scale <= known.scale) return;
  seen.fractions = {
    whole: Math.max(whole, known?.whole ?? 0),
    scale: Math.max(scale, known?.scale ?? 0),
  };
}

function countKind(seen: SeenValues, kind: ValueKind, count: number, key: string): void {
  const known = seen.kinds.get(kind);
  if (known === undefined) seen.kinds.set(kind, { count, example: key });
  else
    seen.kinds.set(kind, {
      count: known.count + count,
      example: key < known.example ? key : known.example,
    });
}

function forgetMany(seen: SeenFields, most: number): void {
  if (seen.names.size > most) seen.many = true;
  if (seen.many) seen.names.clear();
}
