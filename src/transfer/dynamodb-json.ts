import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { decodeItem } from '../client/codec/decode.ts';
import { shown, ValueError } from '../errors.ts';
import { dynamodbJsonLine } from '../export/json-line.ts';
import type { JsonValue } from './source/source.ts';

type Item = Record<string, unknown>;

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** How each type stands in JSON: binary as base64. */
const TYPES: Readonly<Record<string, (value: unknown, path: string) => unknown>> = {
  S: text,
  N: numberText,
  B: binary,
  BOOL: (value, path) => checked(typeof value === 'boolean', value, path, 'true or false'),
  NULL: (value, path) => checked(value === true, value, path, 'true'),
  M: (value, path) => wireItem(value, path),
  L: (value, path) => members(value, path).map((member, place) => wireValue(member, `${path}[${place}]`)),
  SS: (value, path) => set(value, path, text),
  NS: (value, path) => set(value, path, numberText),
  BS: (value, path) => set(value, path, binary),
};

/**
 * The native item of `{"PK":{"S":"USER#7"},"total":{"N":"42"}}`, with every digit and byte.
 *
 * @throws ValueError that names the attribute, for anything else.
 */
export function itemOfDynamodbJson(json: unknown): Item {
  return decodeItem(wireItem(json, 'Item') as Record<string, AttributeValue>);
}

/** The item of a line such as `{"Item":{"PK":{"S":"USER#7"}}}`. */
export function itemOfLine(line: string): Item {
  return itemOfDynamodbJson((JSON.parse(line) as { Item?: unknown }).Item);
}

/** The opposite, as data for JSON. */
export function typedJson(item: Item): JsonValue {
  const { Item: json } = JSON.parse(dynamodbJsonLine(item)) as { Item: JsonValue };
  return json;
}

function wireItem(json: unknown, path: string): Item {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ValueError(`${path} is ${shown(json)}, not a map of attributes in DynamoDB JSON.`);
  }
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, wireValue(value, `${path}.${name}`)]),
  );
}

function wireValue(json: unknown, path: string): Item {
  const [entry, ...more] = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  const [type = '', value] = entry ?? [];
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (read === undefined || more.length > 0) {
    throw new ValueError(`${path} is no value in DynamoDB JSON, such as {"S":"a"}: ${JSON.stringify(json)}.`);
  }
  return { [type]: read(value, path) };
}

function text(value: unknown, path: string): unknown {
  return checked(typeof value === 'string', value, path, 'a text');
}

function numberText(value: unknown, path: string): unknown {
  return checked(typeof value === 'string', value, path, 'the text of a number');
}

function binary(value: unknown, path: string): Uint8Array {
  checked(typeof value === 'string' && BASE64.test(value), value, path, 'base64');
  return new Uint8Array(Buffer.from(value as string, 'base64'));
}

function members(value: unknown, path: string): readonly unknown[] {
  return checked(Array.isArray(value), value, path, 'a list') as readonly unknown[];
}

function set(value: unknown, path: string, read: (member: unknown, path: string) => unknown): unknown[] {
  const list = members(value, path);
  // As a Set, two of the same would become one without a word.
  if (list.length === 0 || new Set(list).size < list.length) {
    throw new ValueError(`${path} is a set with ${list.length === 0 ? 'no' : 'equal'} members.`);
  }
  return list.map((member, place) => read(member, `${path}[${place}]`));
}

function checked(right: boolean, value: unknown, path: string, what: string): unknown {
  if (right) return value;
  throw new ValueError(`${path} is ${shown(value)}, not ${what}.`);
}
