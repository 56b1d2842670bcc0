import { Buffer } from 'node:buffer';
import { DuckDBBlobValue, DuckDBDecimalValue, DuckDBListValue, DuckDBStructValue } from '@duckdb/node-api';
import type { ColumnType } from '../../../src/export/column-type.ts';
import { valueJson, valueText } from '../../../src/export/json-line.ts';
import { sortedMembers } from '../../../src/export/json-text.ts';
import { plainNumber, type StoredNumber } from '../../../src/export/plain-number.ts';
import { isNumberText } from '../../../src/expressions/storable-type.ts';

/** A value in words that do not depend on who read it: numbers in digits, bytes in hexadecimal, no fields that are null. */
export function plainValue(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return { number: plainNumber(value) };
  // DuckDB's package drops a mark of byte order at the beginning of a text; another test looks at it.
  if (typeof value === 'string') return value.replace(/^\ufeff/, '');
  if (typeof value !== 'object') return value;
  if (isNumberText(value)) return { number: plainNumber(value) };
  if (value instanceof DuckDBDecimalValue) {
    return { number: plainNumber({ value: `${value.value}e-${value.scale}` } as StoredNumber) };
  }
  if (value instanceof DuckDBBlobValue) return { bytes: Buffer.from(value.bytes).toString('hex') };
  if (value instanceof DuckDBListValue) return value.items.map(plainValue);
  if (value instanceof DuckDBStructValue) return plainMap(value.entries);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  return Array.isArray(value) ? value.map(plainValue) : plainMap(value as Record<string, unknown>);
}

function plainMap(map: Readonly<Record<string, unknown>>): unknown {
  const present = Object.entries(map).filter(([, value]) => value !== null && value !== undefined);
  return { map: present.map(([name, value]) => [name, plainValue(value)]).sort() };
}

/** What a column of the type holds of a value: the text of a `string` or `json`, sets as lists. */
export function written(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind === 'string') return valueText(value, 'value');
  if (type.kind === 'json') return valueJson(value, 'value');
  if (type.kind === 'array') {
    const members = value instanceof Set ? sortedMembers(value) : (value as readonly unknown[]);
    return members.map((member) => written(member, type.element));
  }
  if (type.kind !== 'struct') return value;
  const map = value as Readonly<Record<string, unknown>>;
  const fields = type.fields.filter(({ name }) => Object.hasOwn(map, name));
  return Object.fromEntries(fields.map((field) => [field.name, written(map[field.name], field.type)]));
}

/** What the toolkit's own reader gives: as `written`, but the JSON of a `json` is read. */
export function readBack(value: unknown, type: ColumnType, json: (text: string) => unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type.kind === 'json') return json(value as string);
  if (type.kind === 'array') {
    return (value as readonly unknown[]).map((member) => readBack(member, type.element, json));
  }
  if (type.kind !== 'struct') return value;
  const map = value as Readonly<Record<string, unknown>>;
  const fields = type.fields.filter(({ name }) => Object.hasOwn(map, name));
  return Object.fromEntries(fields.map((field) => [field.name, readBack(map[field.name], field.type, json)]));
}
