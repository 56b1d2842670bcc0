import { runInNewContext } from 'node:vm';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { sameItem } from '../../src/expressions/same-value.ts';

/** Whether two values are the same in both orders, at the top of an item and inside lists and maps. */
function same(one: unknown, other: unknown): boolean {
  const answers = [
    sameItem({ a: one }, { a: other }),
    sameItem({ a: other }, { a: one }),
    sameItem({ a: [{ b: one }] }, { a: [{ b: other }] }),
  ];
  expect(new Set(answers).size).toBe(1);
  return answers[0] === true;
}

const exact = (text: string) => new ExactNumber(text);
const bytes = (...list: number[]) => new Uint8Array(list);

test.each<[string, unknown, unknown]>([
  ['a number and a bigint', 1, 1n],
  ['a number and its text', 1, exact('1.0')],
  ['a bigint and its text', 100n, exact('1e2')],
  ["two texts, of our class and of the SDK's", exact('0.10'), NumberValue.from('0.1')],
  ['a large number in two forms', 10n ** 125n, exact('1E+125')],
  ['a small number in two forms', 1e-130, exact('0.1e-129')],
  ['zero and minus zero', 0, -0],
  ['zero and the text of minus zero', 0n, exact('-0.00')],
  ['bytes in an array and in a buffer', bytes(1, 2), Buffer.from([1, 2])],
  ['bytes in a part of a buffer', bytes(2, 3), Buffer.from([1, 2, 3, 4]).subarray(1, 3)],
  ['bytes of another realm', bytes(1, 2), runInNewContext('new Uint8Array([1, 2])')],
  ['no bytes', bytes(), Buffer.alloc(0)],
  ['sets of texts in another order', new Set(['a', 'b']), new Set(['b', 'a'])],
  ['sets of numbers in other forms', new Set([1, 2n]), new Set([exact('2.0'), 1n])],
  ['sets of bytes in another order', new Set([bytes(1), bytes(2)]), new Set([bytes(2), Buffer.from([1])])],
  ['maps in another order', { x: 1, y: 2 }, { y: 2, x: 1 }],
  ['maps with an undefined property', { x: 1 }, { x: 1, y: undefined }],
  ['a map without a prototype', { x: 1 }, Object.assign(Object.create(null), { x: 1 })],
  ['null', null, null],
  ['empty texts, lists and maps', ['', [], {}], ['', [], {}]],
])('the same: %s', (_, one, other) => {
  expect(same(one, other)).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ['a number and its text as a string', 1, '1'],
  ['neighbouring numbers', 9007199254740991, 9007199254740992n],
  ['integers that a double cannot tell apart', 9007199254740992n, 9007199254740993n],
  ['decimals that a double cannot tell apart', 0.1, exact('0.10000000000000000000001')],
  ['a number and its negative', 1, -1],
  ['numbers with the same digits', 1, 10],
  ['zero and nothing', 0, null],
  ['zero and false', 0, false],
  ['an empty text and null', '', null],
  ['null and an absent attribute', null, undefined],
  ['texts in composed and decomposed form', '\u00e9', 'e\u0301'],
  ['texts in upper and lower case', 'a', 'A'],
  ['a text and its bytes', 'a', bytes(97)],
  ['bytes that differ', bytes(1, 2), bytes(1, 3)],
  ['bytes of which one begins with the other', bytes(1), bytes(1, 0)],
  ['bytes whose digits run together alike', bytes(1, 12), bytes(11, 2)],
  ['an empty list and an empty map', [], {}],
  ['a list and a map with its places', ['a'], { 0: 'a' }],
  ['lists in another order', [1, 2], [2, 1]],
  ['lists of which one begins with the other', [1], [1, null]],
  ['a list and a set', ['a'], new Set(['a'])],
  ['sets of another type', new Set(['1']), new Set([1])],
  ['sets of texts and of their bytes', new Set(['1']), new Set([bytes(1)])],
  ['a set and a larger one', new Set(['a']), new Set(['a', 'b'])],
  ['sets of the same size', new Set(['a', 'c']), new Set(['a', 'b'])],
  ['sets of bytes that differ', new Set([bytes(1, 12)]), new Set([bytes(11, 2)])],
  ['a text that looks like a number of another form', '1.0', '1'],
  ['maps with another name', { x: 1 }, { y: 1 }],
  ['maps with one more name', { x: 1 }, { x: 1, y: 1 }],
  ['maps with a name that objects inherit', {}, { toString: 'x' }],
  ['a number as an object and a map that looks like one', exact('1'), { value: '1' }],
])('not the same: %s', (_, one, other) => {
  expect(same(one, other)).toBe(false);
});

test('attributes that are undefined are absent', () => {
  expect(sameItem({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(sameItem({ a: 1, b: undefined }, { a: 1, c: undefined })).toBe(true);
  expect(sameItem({ a: undefined }, {})).toBe(true);
  expect(sameItem({ a: undefined, b: 1 }, { a: 1, b: undefined })).toBe(false);
});

test('names that objects inherit are attributes like others', () => {
  expect(sameItem({ constructor: 1 }, { constructor: 1 })).toBe(true);
  expect(sameItem({ constructor: undefined }, {})).toBe(true);
  expect(sameItem({ constructor: 1 }, { toString: 1 })).toBe(false);
});

test('an own attribute __proto__ is not what an object inherits', () => {
  const own = JSON.parse('{ "__proto__": {} }') as Record<string, unknown>;
  expect(sameItem(own, {})).toBe(false);
  expect(sameItem({ a: {} }, own)).toBe(false);
});

test('properties that are not enumerable are no attributes, as when an item is written', () => {
  const hidden = Object.defineProperty({ b: 1 }, 'a', { value: 1, enumerable: false });
  expect(sameItem({ b: 1 }, hidden)).toBe(true);
  expect(sameItem({ a: 1 }, hidden)).toBe(false);
});

test.each<[string, unknown]>([
  ['a Date', new Date(0)],
  ['NaN', Number.NaN],
  ['an unsafe integer', 2 ** 53],
  ['a Map', new Map()],
  ['an empty set', new Set()],
  ['a set of two types', new Set(['a', 1])],
  ['a set with one number in two forms', new Set([1, 1n])],
  ['undefined in a list', [undefined]],
  ['a hole in a list', new Array(1)],
  ['an ArrayBuffer', new ArrayBuffer(1)],
  ['half a surrogate pair', '\ud800'],
  ['a text that is no number', exact('one')],
])('%s cannot be stored, so it is not the same as itself', (_, value) => {
  expect(same(value, value)).toBe(false);
});

test('only plain objects are items', () => {
  const instance = new (class {
    a = 1;
  })();
  expect(sameItem(instance as never, { a: 1 })).toBe(false);
  expect(sameItem({ a: 1 }, instance as never)).toBe(false);
  expect(sameItem(new Map() as never, {})).toBe(false);
  expect(sameItem([] as never, [] as never)).toBe(false);
});
