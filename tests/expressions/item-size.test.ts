import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { itemSize, MAX_ITEM_BYTES } from '../../src/expressions/item-size.ts';

/** The bytes of a value without its attribute's name. */
const sizeOf = (value: unknown): number => itemSize({ a: value }) - 1;

test('an item may have 409,600 bytes', () => {
  expect(MAX_ITEM_BYTES).toBe(409_600);
});

test('an item is the sum of its names and values', () => {
  expect(itemSize({})).toBe(0);
  expect(itemSize({ id: 'a1', total: 1200, tags: new Set(['x', 'yz']) })).toBe(18);
});

test.each([
  ['', 0],
  ['abc', 3],
  ['é', 2],
  ['あ', 3],
  ['😀', 4],
  ['a'.repeat(1000), 1000],
  ['é😀'.repeat(1000), 6000],
])('the text %p has the bytes of its UTF-8', (text, bytes) => {
  expect(sizeOf(text)).toBe(bytes);
});

test.each([31, 32, 33])('a text of %d characters is counted like any other', (length) => {
  expect(sizeOf('a'.repeat(length))).toBe(length);
  expect(sizeOf('é'.repeat(length))).toBe(length * 2);
});

test('names are counted in UTF-8, short and long', () => {
  expect(itemSize({ é: true })).toBe(3);
  expect(itemSize({ ['😀'.repeat(100)]: true })).toBe(401);
});

test.each<[number | bigint, number]>([
  [0, 1],
  [-0, 1],
  [1, 2],
  [12, 2],
  [100, 2],
  [10_000, 2],
  [1000, 2],
  [123, 3],
  [1234, 3],
  [12_300, 3],
  [1_000_001, 5],
  [1.5, 3],
  [0.5, 2],
  [0.05, 2],
  [0.005, 2],
  [0.0123, 3],
  [10.01, 3],
  [-1, 3],
  [-12, 3],
  [-0.5, 3],
  [1e-7, 2],
  [1.5e-7, 2],
  [1.25e-7, 3],
  [1e-130, 2],
  [0n, 1],
  [100n, 2],
  [-123n, 4],
  [10n ** 125n, 2],
  [12_345_678_901_234_567_890_123_456_789_012_345_678n, 20],
])('the number %p takes the bytes of its pairs of digits: %d', (number, bytes) => {
  expect(sizeOf(number)).toBe(bytes);
});

test.each([
  ['0.000', 1],
  ['-0', 1],
  ['1.0', 2],
  ['007', 2],
  ['10e-1', 2],
  ['1E2', 2],
  ['1e+3', 2],
  ['0.12345678901234567890123456789012345678', 20],
  ['1.2345678901234567890123456789012345678', 21],
])('the text of a number, %s, is read as a decimal', (text, bytes) => {
  expect(sizeOf(new ExactNumber(text))).toBe(bytes);
  expect(sizeOf(NumberValue.from(text))).toBe(bytes);
});

test('one number has one size in each of its forms', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.nat({ max: 20 }), (integer, zeros) => {
      const size = sizeOf(integer);
      expect(sizeOf(BigInt(integer))).toBe(size);
      expect(sizeOf(new ExactNumber(`${integer}.${'0'.repeat(zeros + 1)}`))).toBe(size);
      expect(sizeOf(new ExactNumber(`${integer}${'0'.repeat(zeros)}e-${zeros}`))).toBe(size);
    }),
  );
});

test('moving the point by two digits changes nothing, for pairs meet at the point', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: -50, max: 50 }), (integer, hundreds) => {
      expect(sizeOf(new ExactNumber(`${integer}e${hundreds * 2}`))).toBe(sizeOf(integer));
    }),
  );
});

test('true, false and null take one byte', () => {
  expect([true, false, null].map(sizeOf)).toEqual([1, 1, 1]);
});

test('binary takes its raw bytes, also as a part of a larger buffer', () => {
  expect(sizeOf(new Uint8Array(0))).toBe(0);
  expect(sizeOf(new Uint8Array(300))).toBe(300);
  expect(sizeOf(Buffer.alloc(100).subarray(10, 15))).toBe(5);
});

test('a set takes its members and nothing for itself', () => {
  expect(sizeOf(new Set(['a', 'b']))).toBe(2);
  expect(sizeOf(new Set([1, 2]))).toBe(4);
  expect(sizeOf(new Set([1n, new ExactNumber('2.50')]))).toBe(5);
  expect(sizeOf(new Set([new Uint8Array(3), new Uint8Array(4)]))).toBe(7);
});

test('lists and maps take three bytes, and one for each member', () => {
  expect(sizeOf([])).toBe(3);
  expect(sizeOf([null])).toBe(5);
  expect(sizeOf({})).toBe(3);
  expect(sizeOf({ a: null })).toBe(6);
  expect(sizeOf([[], { é: ['ab', 1] }])).toBe(3 + (3 + 1) + (3 + (2 + (3 + 3 + 3) + 1) + 1));
});

test('an undefined property is absent, at the top and inside', () => {
  expect(itemSize({ a: undefined, b: { c: undefined } })).toBe(4);
});

test('objects without a prototype are maps', () => {
  expect(sizeOf(Object.assign(Object.create(null), { a: null }))).toBe(6);
});
