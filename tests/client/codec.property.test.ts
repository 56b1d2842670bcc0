// Not toStrictEqual, which compares objects by their constructor attribute.
import { deepStrictEqual } from 'node:assert/strict';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { decodeItem, decodeValue } from '../../src/client/codec/decode.ts';
import { encodeItem, encodeValue } from '../../src/client/codec/encode.ts';
import { decodeNumber } from '../../src/client/codec/number.ts';
import { assertStorable, assertStorableItem } from '../../src/expressions/storable.ts';
import { item as anyItem, anything, shared, storable } from './storable-values.ts';

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
      fc.property(anyItem, (item) => {
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
