/** A value as it stands in the JSON of a request: `{ S: 'a' }`, `{ N: '1' }`; binary in base64. */
export type WireValue = Readonly<Record<string, unknown>>;

/** An item or key in AttributeValue form, as it stands in the JSON of a request. */
export type Attributes = Readonly<Record<string, WireValue>>;

/** A copy of an item with its binary values as bytes, as a client has them. */
export function withBytes(item: Attributes): Record<string, WireValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, valueWithBytes(value)]));
}

function valueWithBytes(wire: WireValue): WireValue {
  const [type = ''] = Object.keys(wire);
  const value = wire[type];
  switch (type) {
    case 'B':
      return { B: bytesOf(value) };
    case 'BS':
      return { BS: (value as readonly string[]).map(bytesOf) };
    case 'M':
      return { M: withBytes(value as Attributes) };
    case 'L':
      return { L: (value as readonly WireValue[]).map(valueWithBytes) };
    default:
      return wire;
  }
}

/** An item in AttributeValue form as it stands in the JSON of a request: a copy. */
export function asWire(item: object): Attributes {
  return JSON.parse(JSON.stringify(item, binaryAsBase64));
}

/** A replacer for `JSON.stringify`; it looks at the holder, because a Buffer has become an object by then. */
export function binaryAsBase64(this: Record<string, unknown>, name: string, value: unknown): unknown {
  const original = this[name];
  if (!ArrayBuffer.isView(original)) return value;
  return Buffer.from(original.buffer, original.byteOffset, original.byteLength).toString('base64');
}

/** The bytes of a binary value as it stands in a request. */
export function bytesOf(base64: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(String(base64), 'base64'));
}
