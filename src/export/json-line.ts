import { shown, ValueError } from '../errors.ts';
import type { StoredType } from '../expressions/operators.ts';
import { assertStorable, assertStorableItem, MAX_LEVELS } from '../expressions/storable.ts';
import { storableType } from '../expressions/storable-type.ts';
import type { ColumnType } from './column-type.ts';
import { base64, quoted, sortedMembers, sortedNames } from './json-text.ts';
import { type LineLayout, WHOLE_ITEM } from './line-layout.ts';
import { misfit } from './misfit.ts';
import { plainNumber, type StoredNumber, significantDigits } from './plain-number.ts';

type Attributes = Readonly<Record<string, unknown>>;

/** Decimals of so many digits survive the way into a double and back (IEEE 754), so every reader gets them right. */
const SAFE_DIGITS = 15;

/**
 * An item as one line of JSON, without the line feed: `{"orderId":"a1","price":12.5,"tags":["a","b"]}`.
 *
 * Integers are digits, however many. Fractions of more than 15 digits are text, because readers would round them. Sets are
 * sorted lists, binary is base64. Declared columns come first and as their type says: `decimal` as text in digits, `string`
 * as text whatever it is, lists and maps as JSON in text. All others follow in the order of their names.
 *
 * @throws ValueError for what no table can hold, with the path to it.
 */
export function jsonLine(item: Attributes, layout: LineLayout = WHOLE_ITEM): string {
  assertItem(item);
  let text = '{';
  const add = (name: string, value: string) => {
    text += `${text === '{' ? '' : ','}${quoted(name)}:${value}`;
  };
  for (const [name, type] of layout.columns) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    if (value !== undefined && !layout.leaveOut.has(name)) add(name, columnText(value, type, name, layout));
  }
  for (const name of sortedNames(Object.keys(item))) {
    const value = item[name];
    if (value === undefined || layout.columns.has(name) || layout.leaveOut.has(name)) continue;
    add(name, nativeText(value, name, 1));
  }
  return `${text}}`;
}

/**
 * An item as one line in DynamoDB's own JSON, with every type, digit and byte, and with its keys:
 * `{"Item":{"PK":{"S":"USER#7"},"total":{"N":"42"}}}`. Bulk load reads it back.
 *
 * @throws ValueError for what no table can hold, with the path to it.
 */
export function dynamodbJsonLine(item: Attributes): string {
  assertItem(item);
  return `{"Item":${typedAttributes(item, 'Item', 0)}}`;
}

/**
 * A value as a line has it where no type is declared: its JSON.
 *
 * @throws ValueError for what no table can hold, with the path to it.
 */
export function valueJson(value: unknown, path: string): string {
  return nativeText(value, path, 1);
}

/**
 * A value as the text of a column of the type `string`: text as it is, anything else as its JSON, without the quotes of
 * base64 and of long fractions.
 *
 * @throws ValueError for what no table can hold, with the path to it.
 */
export function valueText(value: unknown, path: string): string {
  if (typeof value === 'string') return value;
  const json = nativeText(value, path, 1);
  return json.startsWith('"') ? json.slice(1, -1) : json;
}

function columnText(value: unknown, type: ColumnType, path: string, layout: LineLayout): string {
  const reason = misfit(value, type);
  if (reason === undefined) return declaredText(value, type, path);
  // First, because it refuses what cannot be stored.
  const native = nativeText(value, path, 1);
  layout.onMisfit?.(path, reason);
  return native;
}

/** A value that its type holds. */
function declaredText(value: unknown, type: ColumnType, path: string): string {
  if (value === null) return 'null';
  switch (type.kind) {
    case 'decimal':
      return `"${plainNumber(value as StoredNumber)}"`;
    case 'bigint':
    case 'double':
      return plainNumber(value as StoredNumber);
    case 'boolean':
    case 'binary':
    case 'json':
      return nativeText(value, path, 1);
    case 'string':
      return quoted(valueText(value, path));
    case 'array': {
      const members = value instanceof Set ? sortedMembers(value) : (value as readonly unknown[]);
      return listText(members, (member, place) => declaredText(member, type.element, `${path}[${place}]`));
    }
    case 'struct': {
      const map = value as Attributes;
      const present = type.fields.filter(({ name }) => Object.hasOwn(map, name) && map[name] !== undefined);
      const texts = present.map(
        ({ name, type: own }) => `${quoted(name)}:${declaredText(map[name], own, `${path}.${name}`)}`,
      );
      return `{${texts.join(',')}}`;
    }
  }
}

function nativeText(value: unknown, path: string, level: number): string {
  if (typeof value === 'string') return quoted(value);
  const type = typeOf(value, path, level);
  switch (type) {
    case 'N':
      return numberJson(value as StoredNumber);
    case 'BOOL':
      return value === true ? 'true' : 'false';
    case 'NULL':
      return 'null';
    case 'B':
      return `"${base64(value as Uint8Array)}"`;
    case 'L':
      return listText(value as readonly unknown[], (member, place) =>
        nativeText(member, `${path}[${place}]`, level + 1),
      );
    case 'M': {
      const map = value as Attributes;
      return mapText(map, (name) => nativeText(map[name], `${path}.${name}`, level + 1));
    }
    default:
      return listText(sortedMembers(value as ReadonlySet<unknown>), (member) =>
        nativeText(member, path, level),
      );
  }
}

function numberJson(value: StoredNumber): string {
  const plain = plainNumber(value);
  return plain.includes('.') && significantDigits(plain) > SAFE_DIGITS ? `"${plain}"` : plain;
}

function typedAttributes(map: Attributes, path: string, level: number): string {
  return mapText(map, (name) => typedText(map[name], `${path}.${name}`, level + 1));
}

function typedText(value: unknown, path: string, level: number): string {
  const type = typeOf(value, path, level);
  switch (type) {
    case 'S':
      return `{"S":${quoted(value as string)}}`;
    case 'N':
      return `{"N":"${plainNumber(value as StoredNumber)}"}`;
    case 'BOOL':
      return `{"BOOL":${value === true}}`;
    case 'NULL':
      return '{"NULL":true}';
    case 'B':
      return `{"B":"${base64(value as Uint8Array)}"}`;
    case 'L':
      return `{"L":${listText(value as readonly unknown[], (member, place) => typedText(member, `${path}[${place}]`, level + 1))}}`;
    case 'M':
      return `{"M":${typedAttributes(value as Attributes, path, level)}}`;
    case 'NS':
      return `{"NS":${setText(value, (member) => `"${plainNumber(member as StoredNumber)}"`)}}`;
    case 'SS':
      return `{"SS":${setText(value, (member) => quoted(member as string))}}`;
    case 'BS':
      return `{"BS":${setText(value, (member) => `"${base64(member as Uint8Array)}"`)}}`;
  }
}

function setText(set: unknown, member: (value: unknown) => string): string {
  return listText(sortedMembers(set as ReadonlySet<unknown>), member);
}

function listText(list: readonly unknown[], member: (value: unknown, place: number) => string): string {
  let text = '[';
  // By its places: `map` would skip the holes of a sparse list, which cannot be stored.
  for (let place = 0; place < list.length; place += 1) {
    text += `${place === 0 ? '' : ','}${member(list[place], place)}`;
  }
  return `${text}]`;
}

function mapText(map: Attributes, member: (name: string) => string): string {
  const present = sortedNames(Object.keys(map)).filter((name) => map[name] !== undefined);
  return `{${present.map((name) => `${quoted(name)}:${member(name)}`).join(',')}}`;
}

function typeOf(value: unknown, path: string, level: number): StoredType {
  const type = level > MAX_LEVELS ? undefined : storableType(value);
  if (type !== undefined) return type;
  assertStorable(value, path);
  throw new ValueError(
    `${path} cannot be exported: ${shown(value)} lies deeper than the ${MAX_LEVELS} levels of a table.`,
  );
}

function assertItem(item: object): void {
  if (typeof item !== 'object' || item === null || storableType(item) !== 'M') {
    assertStorableItem(item, 'The item');
    throw new ValueError(`The item is ${shown(item)}, not a map of attributes.`);
  }
}
