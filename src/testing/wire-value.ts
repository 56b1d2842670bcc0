import { base64Of } from '../client/codec/bytes.ts';

/** A value as it stands in the JSON of a request: `{ S: 'a' }`, `{ N: '1' }`; binary in base64. */
export type WireValue = Readonly<Record<string, unknown>>;

/** An item or key in AttributeValue form, as it stands in the JSON of a request. */
export type Attributes = Readonly<Record<string, WireValue>>;

/** An item in AttributeValue form as it stands in the JSON of a request: a copy. */
export function asWire(item: object): Attributes {
  return JSON.parse(JSON.stringify(item, binaryAsBase64));
}

/** A replacer for `JSON.stringify`; it looks at the holder, because a Buffer has become an object by then. */
export function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = this[name];
  return ArrayBuffer.isView(original) ? base64Of(original) : value;
}
