import { decodeNumber } from '../../client/codec/number.ts';
import { setOwn } from '../../client/codec/set-own.ts';
import { shown, ValueError } from '../../errors.ts';
import type { ColumnType } from '../../export/column-type.ts';
import type { StoredAs } from '../../export/manifest.ts';
import { exactJson } from '../exact-json.ts';

/** What is known of the values of one attribute. */
export interface ToldColumn {
  readonly attribute: string;
  readonly column: string;
  readonly type: ColumnType;
  readonly stored: StoredAs;
  /** Whether every value stands as text, whatever it is. */
  readonly text: boolean;
  /** Whether texts in lists and maps may be numbers or binary, as the type says. */
  readonly coded: boolean;
}

type Read = (value: unknown, path: string) => unknown;

const BASE64 = /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/;

/** How a value of each stored type is read from what JSON or Parquet has of it. */
const STORED: Readonly<Record<StoredAs, Read>> = {
  S: (value, path) => demand(typeof value === 'string', value, path, 'text'),
  N: number,
  B: binary,
  BOOL: (value, path) => demand(typeof value === 'boolean', value, path, 'true or false'),
  SS: (value, path) => set(value, path, (member) => demand(typeof member === 'string', member, path, 'text')),
  NS: (value, path) => set(value, path, number),
  BS: (value, path) => set(value, path, binary),
  L: (value, path) => demand(Array.isArray(value), value, path, 'a list'),
  M: (value, path) =>
    demand(typeof value === 'object' && !Array.isArray(value) && !isBytes(value), value, path, 'a map'),
  NULL: (value, path) => demand(value === null, value, path, 'null'),
  mixed: (value) => value,
};

/**
 * A value of a line of JSON or a row of Parquet as it was stored: binary from base64, sets from lists, numbers with all their
 * digits.
 *
 * @throws ValueError for what is no such value.
 */
export function restoredValue(value: unknown, column: ToldColumn): unknown {
  const { attribute, type, stored, text, coded } = column;
  if (value === null) return null;
  if (text) return STORED[stored](ofText(value, stored, attribute), attribute);
  return STORED[stored](coded ? ofType(value, type) : value, attribute);
}

/** What a column of the type `string` holds of a value, as JSON would have it. */
function ofText(value: unknown, stored: StoredAs, path: string): unknown {
  if (stored === 'S' || stored === 'N' || stored === 'B' || typeof value !== 'string') return value;
  try {
    return exactJson(value);
  } catch (cause) {
    throw new ValueError(`${path} is ${shown(value)}, which is no JSON.`, { cause });
  }
}

/** The texts in a list or map that its type says to be numbers or binary; what does not fit the type is as it is. */
function ofType(value: unknown, type: ColumnType): unknown {
  if (type.kind === 'decimal') return typeof value === 'string' ? decodeNumber(value) : value;
  if (type.kind === 'binary') return typeof value === 'string' ? binary(value, 'A member') : value;
  if (type.kind === 'array') {
    return Array.isArray(value) ? value.map((member) => ofType(member, type.element)) : value;
  }
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value) && !isBytes(value);
  if (type.kind !== 'struct' || !isMap) return value;
  const types = new Map(type.fields.map((field) => [field.name, field.type]));
  const map: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    const own = types.get(name);
    setOwn(map, name, own === undefined ? member : ofType(member, own));
  }
  return map;
}

function number(value: unknown, path: string): unknown {
  if (typeof value === 'string') return decodeNumber(value);
  const known = typeof value === 'number' || typeof value === 'bigint';
  return known || isNumberText(value) ? value : demand(false, value, path, 'a number');
}

function binary(value: unknown, path: string): unknown {
  if (isBytes(value)) return value;
  demand(typeof value === 'string' && BASE64.test(value), value, path, 'base64');
  return new Uint8Array(Buffer.from(value as string, 'base64'));
}

function set(value: unknown, path: string, read: Read): unknown {
  demand(Array.isArray(value), value, path, 'a list of the members of a set');
  return new Set((value as readonly unknown[]).map((member) => read(member, path)));
}

function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value);
}

function isNumberText(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'toAttributeValue' in value;
}

function demand(right: boolean, value: unknown, path: string, what: string): unknown {
  if (right) return value;
  throw new ValueError(`${path} is ${shown(value)}, not ${what}.`);
}
