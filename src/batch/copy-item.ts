import { MAX_LEVELS } from '../expressions/storable.ts';
import { storableType } from '../expressions/storable-type.ts';
import type { NativeItem } from '../operations/operation.ts';

/**
 * The item with copies of everything inside it that could be changed: lists, maps, sets and binary values. What cannot be
 * stored stays as it is, and is refused when it is sent. An item of plain values is given back itself.
 */
export function copyItem(item: NativeItem): NativeItem {
  for (const name of Object.keys(item)) {
    if (isObject(item[name])) return copyMap(item, 0);
  }
  return item;
}

function copyMap(map: NativeItem, level: number): NativeItem {
  // By a spread first: where an attribute is called `__proto__`, it is an own one from then on.
  const copy = { ...map };
  for (const name of Object.keys(copy)) {
    const value = copy[name];
    if (isObject(value)) copy[name] = copyObject(value, level + 1);
  }
  return copy;
}

function copyObject(value: object, level: number): unknown {
  // Only what is a part of itself goes deeper.
  if (level > MAX_LEVELS) return value;
  switch (storableType(value)) {
    case 'M':
      return copyMap(value as NativeItem, level);
    case 'L':
      return (value as readonly unknown[]).map((member) =>
        isObject(member) ? copyObject(member, level + 1) : member,
      );
    case 'B':
      return copyBytes(value as Uint8Array);
    case 'SS':
    case 'NS':
      return new Set(value as ReadonlySet<unknown>);
    case 'BS':
      return new Set(Array.from(value as ReadonlySet<Uint8Array>, copyBytes));
    default:
      return value;
  }
}

/** Not the method of the value: that of a Buffer gives another view of the same bytes. */
function copyBytes(bytes: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
