// Not toStrictEqual, which compares objects by their constructor attribute.
import { deepStrictEqual } from 'node:assert/strict';
import { marshall, NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { decodeItem, decodeValue } from '../../src/client/codec/decode.ts';
import { encodeItem, encodeValue } from '../../src/client/codec/encode.ts';
import { decodeNumber } from '../../src/client/codec/number.ts';
import { assertStorable, assertStorableItem } from '../../src/expressions/storable.ts';

const text = fc.string({ unit: 'binary', maxLength: 8 });

const double = fc.oneof(
  fc.double({ noNaN: true, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.maxSafeInteger(),
  fc.integer({ min: -9_999, max: 9_999 }).map((cents) => cents / 100),
);
const number = double.filter((n) => n === 0 || Math.abs(n) >= 1e-130).map((n) => (n === 0 ? 0 : n));

const bigint = fc
  .tuple(fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n - 1n }), fc.nat({ max: 88 }), fc.boolean())
  .map(([digits, zeros, negative]) => digits * 10n ** BigInt(zeros - (zeros % 8)) * (negative ? -1n : 1n))
  .filter((n) => n < 10n ** 126n && n > -(10n ** 126n));

// Twenty significant digits and more are never a double's shortest text.
const numberValue = fc
  .tuple(fc.stringMatching(/^[1-9][0-9]{18,34}[1-9]$/), fc.nat({ max: 19 }), fc.boolean())
  .map(([digits, point, negative]) => {
    const decimal = point === 0 ? `0.${digits}` : `${digits.slice(0, point)}.${digits.slice(point)}`;
    return NumberValue.from(negative ? `-${decimal}` : decimal);
  });

const bytes = fc.uint8Array({ maxLength: 5 });

function setOf<T>(member: fc.Arbitrary<T>, same: (member: T) => unknown = (m) => m): fc.Arbitrary<Set<T>> {
  return fc
    .uniqueArray(member, { minLength: 1, maxLength: 4, selector: same })
    .map((members) => new Set(members));
}
const byValue = (n: unknown) => String(n);
const uniformSet = fc.oneof(setOf(text), setOf(number), setOf(bigint), setOf(bytes, String));
const anySet = fc.oneof(uniformSet, setOf(fc.oneof(number, bigint, numberValue), byValue));

const name = fc.oneof(text, fc.constantFrom('constructor', 'toString', 'S', 'N', 'M', 'value', 'length'));
const storableName = name.filter((n) => n !== '' && n !== '__proto__');

function tree(leaf: fc.Arbitrary<unknown>, key: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  return value;
}

const storable = tree(
  fc.oneof(text, number, bigint, numberValue, fc.boolean(), fc.constant(null), bytes, anySet),
  storableName,
);
// What util-dynamodb does without loss: no attribute named constructor, sets by one type of member.
const shared = tree(
  fc.oneof(text, number, bigint, fc.boolean(), fc.constant(null), bytes, uniformSet),
  storableName.filter((n) => n !== 'constructor'),
);
const native = { convertTopLevelContainer: true };
const encoded = { convertWithoutMapWrapper: true };

describe('the codec', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(storable, (value) => {
        deepStrictEqual(decodeValue(encodeValue(value, 'value')), value);
      }),
      { numRuns: 500 },
    );
  });

  it('reads back what it wrote as an item', () => {
    fc.assert(
      fc.property(fc.dictionary(storableName, storable, { noNullPrototype: true }), (item) => {
        deepStrictEqual(decodeItem(encodeItem(item, 'item')), item);
      }),
    );
  });

  it('does not change what it is given', () => {
    fc.assert(
      fc.property(shared, (value) => {
        const before = structuredClone(value);
        const written = encodeValue(value, 'value');
        expect(value).toEqual(before);
        const stored = structuredClone(written);
        decodeValue(written);
        expect(written).toEqual(stored);
      }),
    );
  });

  it('writes as marshall does and reads as unmarshall does where those lose nothing', () => {
    fc.assert(
      fc.property(shared, (value) => {
        const written = encodeValue(value, 'value');
        expect(written).toEqual(marshall(value, native));
        expect(decodeValue(written)).toEqual(unmarshall(written as never, encoded));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses what assertStorable refuses, in the same words, and nothing else', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withSparseArray: true,
      withTypedArray: true,
      withNullPrototype: true,
      withBoxedValues: true,
      maxDepth: 3,
    });
    const message = (call: () => unknown) => {
      try {
        call();
        return undefined;
      } catch (error) {
        return String(error);
      }
    };
    fc.assert(
      fc.property(fc.oneof(anything, storable), (value) => {
        expect(message(() => encodeValue(value, 'value'))).toBe(
          message(() => assertStorable(value, 'value')),
        );
        if (typeof value !== 'object' || value === null) return;
        expect(message(() => encodeItem(value, 'item'))).toBe(
          message(() => assertStorableItem(value, 'item')),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

/** A decimal as an integer and a power of ten; equal for equal decimals. */
function exact(decimal: string): string {
  const [mantissa = '', power = '0'] = decimal.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  let digits = BigInt(whole + fraction);
  let exponent = Number(power) - fraction.length;
  if (digits === 0n) return '0';
  while (digits % 10n === 0n) {
    digits /= 10n;
    exponent += 1;
  }
  return `${digits} * 10^${exponent}`;
}

describe('reading numbers', () => {
  const decimalText = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.stringMatching(/^[0-9]{1,22}$/),
      fc.stringMatching(/^(\.[0-9]{1,16})?$/),
      fc.oneof(
        fc.constant(''),
        fc.integer({ min: -90, max: 100 }).map((power) => `E${power}`),
      ),
    )
    .map((parts) => parts.join(''));

  it('never rounds, and gives a number exactly where its text says the same', () => {
    fc.assert(
      fc.property(decimalText, (wire) => {
        const read = decodeNumber(wire);
        expect(exact(String(read))).toBe(exact(wire));
        const double = Number(wire);
        const fits = exact(String(double)) === exact(wire) && Math.abs(double) <= Number.MAX_SAFE_INTEGER;
        expect(typeof read === 'number').toBe(fits);
        if (typeof read === 'object') expect(exact(wire)).toMatch(/\^-/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (wire) => {
        decodeNumber(wire);
      }),
    );
  });
});
