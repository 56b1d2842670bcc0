import fc from 'fast-check';
import { withBytes } from '../../src/client/codec/bytes.ts';
import { encodeItem } from '../../src/client/codec/encode.ts';
import { itemSize } from '../../src/expressions/item-size.ts';
import { wireSize } from '../../src/testing/wire-size.ts';

const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer(),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  fc.double({ noNaN: true, min: -1e15, max: 1e15 }).filter((n) => n === 0 || Math.abs(n) > 1e-100),
  fc.boolean(),
  fc.constant(null),
  fc.uint8Array(),
  fc.uniqueArray(fc.string({ unit: 'grapheme' }), { minLength: 1 }).map((texts) => new Set(texts)),
  fc.uniqueArray(fc.integer(), { minLength: 1 }).map((numbers) => new Set(numbers)),
  fc.uint8Array().map((bytes) => new Set([bytes])),
);
const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 3 }),
  ),
}));
const item = fc.dictionary(name, value, { maxKeys: 4 }).map((each) => ({ ...each }));

/** As it arrives: JSON, with binary in base64. */
function onTheWire(encoded: object): Parameters<typeof wireSize>[0] {
  return JSON.parse(
    JSON.stringify(encoded, (_, part) =>
      part instanceof Uint8Array ? Buffer.from(part).toString('base64') : part,
    ),
  );
}

test('an item has the same size in a request as before it was encoded', () => {
  fc.assert(
    fc.property(item, (native) => {
      expect(wireSize(onTheWire(encodeItem(native, 'Item')))).toBe(itemSize(native));
    }),
  );
});

test('an item comes out of a table in memory as it was encoded', () => {
  fc.assert(
    fc.property(item, (native) => {
      const encoded = encodeItem(native, 'Item');
      expect(withBytes(onTheWire(encoded))).toEqual(encoded);
    }),
  );
});
