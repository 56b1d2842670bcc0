import { bytesOf } from '../client/codec/bytes.ts';
import { itemSize } from '../expressions/item-size.ts';
import type { Attributes, WireValue } from './wire-value.ts';

/** The bytes of an item as DynamoDB counts them: `itemSize` of what its AttributeValues stand for. */
export function wireSize(item: Attributes): number {
  return itemSize(nativeMap(item));
}

function nativeMap(map: Attributes): Record<string, unknown> {
  // Without a prototype, or an attribute called __proto__ would become it.
  const native: Record<string, unknown> = Object.create(null);
  for (const name of Object.keys(map)) native[name] = nativeValue(map[name] ?? {});
  return native;
}

/** A native value of the same size. */
function nativeValue(wire: WireValue): unknown {
  const [type = ''] = Object.keys(wire);
  const value = wire[type];
  switch (type) {
    case 'N':
      return numberText(value);
    case 'B':
      return bytesOf(String(value));
    case 'NULL':
      return null;
    case 'M':
      return nativeMap(value as Attributes);
    case 'L':
      return (value as readonly WireValue[]).map(nativeValue);
    case 'SS':
      return new Set(value as readonly string[]);
    case 'NS':
      return new Set((value as readonly string[]).map(numberText));
    case 'BS':
      return new Set((value as readonly string[]).map(bytesOf));
    default:
      return value;
  }
}

/** Any text of a number is measured by its digits. */
function numberText(text: unknown): object {
  return { value: String(text), toAttributeValue: () => undefined };
}
