import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { shown, ValueError } from '../../errors.ts';
import { assertStorable, assertStorableItem, MAX_LEVELS } from '../../expressions/storable.ts';
import { nameFault, storableType } from '../../expressions/storable-type.ts';
import { numberText, type StoredNumber } from './stored-number.ts';

type Attributes = Record<string, AttributeValue>;

/**
 * The AttributeValue of a native value: `{ total: 42, tags: new Set(['x']) }` →
 * `{ M: { total: { N: '42' }, tags: { SS: ['x'] } } }`. Takes exactly what `assertStorable` takes; a property that is
 * `undefined` is an absent attribute.
 *
 * @param path how messages name the value
 * @throws ValueError for a value that DynamoDB cannot hold exactly
 */
export function encodeValue(value: unknown, path: string): AttributeValue {
  const encoded = encode(value, 1);
  if (encoded !== undefined) return encoded;
  // One walk for what can be stored; what cannot is walked again, to say why and where.
  assertStorable(value, path);
  throw new ValueError(`${path} cannot be stored: ${shown(value)}.`);
}

/**
 * The AttributeValues of an item, a key or the values of an expression. The map itself is not a level of nesting.
 *
 * @param path how messages name the map: `Item` gives `Item.lines[0].at is …`
 * @throws ValueError for a value that DynamoDB cannot hold exactly, and for anything but a plain object
 */
export function encodeItem(item: object, path: string): Attributes {
  if (typeof item !== 'object' || item === null) {
    throw new ValueError(`${path} must be an object of attributes, and is ${shown(item)}.`);
  }
  const encoded = storableType(item) === 'M' ? encodeMap(item, 0) : undefined;
  if (encoded !== undefined) return encoded;
  assertStorableItem(item, path);
  throw new ValueError(`${path} cannot be stored: ${shown(item)}.`);
}

/** `undefined` when the value, or one inside it, cannot be stored. */
function encode(value: unknown, level: number): AttributeValue | undefined {
  if (level > MAX_LEVELS) return undefined;
  switch (storableType(value)) {
    case 'S':
      return { S: value as string };
    case 'N':
      return { N: numberText(value as StoredNumber) };
    case 'BOOL':
      return { BOOL: value as boolean };
    case 'NULL':
      return { NULL: true };
    case 'M': {
      const attributes = encodeMap(value as object, level);
      return attributes && { M: attributes };
    }
    case 'L': {
      const members = encodeList(value as readonly unknown[], level);
      return members && { L: members };
    }
    case 'B':
      return { B: value as Uint8Array };
    case 'SS':
      return { SS: [...(value as ReadonlySet<string>)] };
    case 'NS':
      return { NS: Array.from(value as ReadonlySet<StoredNumber>, numberText) };
    case 'BS':
      return { BS: [...(value as ReadonlySet<Uint8Array>)] };
    default:
      return undefined;
  }
}

function encodeMap(map: object, level: number): Attributes | undefined {
  const attributes: Attributes = {};
  for (const name of Object.keys(map)) {
    if (nameFault(name) !== undefined) return undefined;
    const value = (map as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) continue;
    const encoded = encode(value, level + 1);
    if (encoded === undefined) return undefined;
    attributes[name] = encoded;
  }
  return attributes;
}

function encodeList(list: readonly unknown[], level: number): AttributeValue[] | undefined {
  const members: AttributeValue[] = [];
  for (let place = 0; place < list.length; place++) {
    const encoded = encode(list[place], level + 1);
    if (encoded === undefined) return undefined;
    members.push(encoded);
  }
  return members;
}
