import type { SchemaTree } from 'hyparquet';
import { decodeNumber } from '../../client/codec/number.ts';
import { setOwn } from '../../client/codec/set-own.ts';
import type { ColumnType } from '../../export/column-type.ts';
import { exactJson } from '../exact-json.ts';
import { decimalText } from './decimal-text.ts';

/**
 * What the reader gives for one value, as an item has it. The file says how its bytes are to be taken; only that a text is
 * JSON it does not say. Numbers are exact: a `number` where it holds them, otherwise a bigint or the SDK's number text.
 */
export function nativeValue(value: unknown, node: SchemaTree, type: ColumnType | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (isList(node)) {
    const element = elementOf(node);
    const own = type?.kind === 'array' ? type.element : undefined;
    return (value as readonly unknown[]).map((member) => nativeValue(member, element, own));
  }
  if (node.children.length > 0) return nativeMap(value as Readonly<Record<string, unknown>>, node, type);
  if (typeof value === 'string') return type?.kind === 'json' ? exactJson(value) : value;
  const scale = decimalScale(node);
  if (scale !== undefined) return decimal(value, scale);
  if (typeof value === 'bigint') return decodeNumber(value.toString());
  // Its own bytes: the reader's are a part of the file's.
  return value instanceof Uint8Array ? Uint8Array.from(value) : value;
}

/** The digits after a decimal's point; `undefined` when a column is none. */
export function decimalScale({ element }: SchemaTree): number | undefined {
  const decimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
  return decimal ? (element.scale ?? 0) : undefined;
}

/** Fields that are null are left out, as they are of an item. */
function nativeMap(
  map: Readonly<Record<string, unknown>>,
  node: SchemaTree,
  type: ColumnType | undefined,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const child of node.children) {
    const { name } = child.element;
    const own = type?.kind === 'struct' ? type.fields.find((field) => field.name === name)?.type : undefined;
    const value = nativeValue(map[name], child, own);
    if (value !== null) setOwn(fields, name, value);
  }
  return fields;
}

function isList({ element, children }: SchemaTree): boolean {
  return element.converted_type === 'LIST' && children.length === 1;
}

/** Of the three levels of a list, the innermost; old files have two. */
function elementOf(node: SchemaTree): SchemaTree {
  const [repeated] = node.children;
  const [element] = repeated?.children ?? [];
  return element !== undefined && repeated?.children.length === 1 ? element : (repeated ?? node);
}

function decimal(value: unknown, scale: number): unknown {
  const units = value instanceof Uint8Array ? signed(value) : BigInt(value as bigint | number);
  return decodeNumber(decimalText(units, scale));
}

/** Big-endian, in two's complement. */
function signed(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return BigInt.asIntN(bytes.length * 8, value);
}
