import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { digitsAround, plainNumber, significantDigits } from '../../src/export/plain-number.ts';
import { sameNumberText } from '../../src/expressions/number-text.ts';
import { bigint, number, numberValue } from '../client/storable-values.ts';

test.each([
  [0, '0'],
  [-0, '0'],
  [12.5, '12.5'],
  [1e-7, '0.0000001'],
  [-1.25e-9, '-0.00000000125'],
  [9007199254740993n, '9007199254740993'],
  [NumberValue.from('1.50E+3'), '1500'],
  [NumberValue.from('1.2345E2'), '123.45'],
  [NumberValue.from('-0.00'), '0'],
  [NumberValue.from('007.10'), '7.1'],
  [NumberValue.from('0.12345678901234567890123'), '0.12345678901234567890123'],
])('the number %s in digits is %s', (value, plain) => {
  expect(plainNumber(value)).toBe(plain);
});

test('a number in digits is the same number, without an exponent or zeros that say nothing', () => {
  fc.assert(
    fc.property(fc.oneof(number, bigint, numberValue), (value) => {
      const plain = plainNumber(value);
      const text = typeof value === 'object' ? value.value : String(value);
      expect(sameNumberText(plain)).toBe(sameNumberText(text));
      expect(plain).toMatch(/^(?:0|-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?)$/);
    }),
  );
});

test.each([
  ['0', 0, 0, 0],
  ['-12.5', 3, 2, 1],
  ['0.0120', 2, 0, 4],
  ['-0.5', 1, 0, 1],
  ['1200', 2, 4, 0],
])(
  '%s has %i significant digits, %i before the point and %i after it',
  (plain, significant, whole, scale) => {
    expect(significantDigits(plain)).toBe(significant);
    expect(digitsAround(plain)).toEqual({ whole, scale });
  },
);
