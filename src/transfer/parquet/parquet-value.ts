import type { ColumnType } from '../../export/column-type.ts';
import { valueJson, valueText } from '../../export/json-line.ts';
import { sortedMembers } from '../../export/json-text.ts';
import { plainNumber, type StoredNumber } from '../../export/plain-number.ts';
import { assertStorable } from '../../expressions/storable.ts';
import { isWellFormed } from '../../keys/utf8.ts';

/** What the writer takes. Integers and the digits of decimals are bigint, so that no number passes through a double. */
export type PhysicalValue = bigint | number | boolean | string | Uint8Array | PhysicalList | PhysicalStruct;
type PhysicalList = readonly (PhysicalValue | null)[];
interface PhysicalStruct {
  readonly [name: string]: PhysicalValue | null;
}

/**
 * A value that its type holds, as the writer takes it; null stays null.
 *
 * @throws ValueError for what no table can hold, with the path to it.
 */
export function physicalValue(value: unknown, type: ColumnType, path: string): PhysicalValue | null {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'boolean':
      return value as boolean;
    case 'binary':
      return value as Uint8Array;
    case 'bigint':
      return BigInt(typeof value === 'number' ? value : plainNumber(value as StoredNumber));
    case 'double':
      return typeof value === 'number' ? value : Number(plainNumber(value as StoredNumber));
    case 'decimal':
      return unscaled(plainNumber(value as StoredNumber), type.scale);
    case 'string':
      return wellFormed(valueText(value, path), path);
    case 'json':
      return valueJson(value, path);
    case 'array': {
      const members = value instanceof Set ? sortedMembers(value) : (value as readonly unknown[]);
      return members.map((member, place) => physicalValue(member, type.element, `${path}[${place}]`));
    }
    case 'struct': {
      const map = value as Readonly<Record<string, unknown>>;
      // Without a prototype: a field may be named as one of its properties.
      const fields: Record<string, PhysicalValue | null> = Object.create(null);
      for (const { name, type: own } of type.fields) {
        fields[name] = Object.hasOwn(map, name) ? physicalValue(map[name], own, `${path}.${name}`) : null;
      }
      return fields;
    }
  }
}

/** The digits of a decimal as an integer: `12.5` with the scale 2 is 1250. */
function unscaled(plain: string, scale: number): bigint {
  const [whole = '', fraction = ''] = plain.split('.');
  return BigInt(whole + fraction.padEnd(scale, '0'));
}

/** Half a surrogate pair would become another character in UTF-8. */
function wellFormed(text: string, path: string): string {
  if (!isWellFormed(text)) assertStorable(text, path);
  return text;
}
