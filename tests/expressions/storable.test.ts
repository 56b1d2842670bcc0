import { runInNewContext } from 'node:vm';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { ValueError } from '../../src/errors.ts';
import {
  append,
  assertStorable,
  assertStorableItem,
  attribute,
  gt,
  increment,
} from '../../src/expressions/index.ts';
import { titled } from '../support/titled.ts';

const sparse: unknown[] = [1];
sparse[2] = 3;
const cyclic: { a: unknown[]; self?: unknown } = { a: [] };
cyclic.a.push({ back: cyclic });
const selfish = new Set<unknown>();
selfish.add(selfish);
class Money {
  readonly amount = 1;
}

/** `maps` maps, one inside the other, around `inner`. */
function nested(maps: number, inner: unknown): unknown {
  return maps === 0 ? inner : { m: nested(maps - 1, inner) };
}

describe('what DynamoDB holds', () => {
  const text = new NumberValue('12345678901234567890.123456789012345678');
  test.each<[string, unknown]>([
    ['a string', 'x'],
    ['an empty string', ''],
    ['astral characters', '\u{1F600}'],
    ['zero', 0],
    ['minus zero, which is zero', -0],
    ['the largest safe integer', Number.MAX_SAFE_INTEGER],
    ['the smallest magnitude', 1e-130],
    ['a decimal', -0.1],
    ['a bigint of 38 digits', 10n ** 38n - 1n],
    ['a bigint of 126 digits, 38 of them significant', 99999999999999999999999999999999999999n * 10n ** 88n],
    ["the SDK's NumberValue", text],
    ['a NumberValue in exponent form', new NumberValue('-1.5E-100')],
    ['true', true],
    ['null', null],
    ['bytes', new Uint8Array([1])],
    ['no bytes', new Uint8Array()],
    ['a Buffer', Buffer.from('x')],
    ['a list of anything', [1, 'x', null, [], {}]],
    ['a map', { a: { b: 1 } }],
    ['an absent attribute of a map', { a: undefined }],
    ['an object without prototype', Object.assign(Object.create(null), { a: 1 })],
    ['an object of another realm', runInNewContext('({ a: { b: 1 } })')],
    ['attributes named like methods', { constructor: 'Ferrari', toString: 1, hasOwnProperty: null }],
    ['a set of strings', new Set(['a', ''])],
    ['a set of numbers of all kinds', new Set([1, 2n, text])],
    ['a set of bytes', new Set([new Uint8Array([1]), new Uint8Array([2]), new Uint8Array()])],
    ['a set of long binaries', new Set([new Uint8Array(350_000), new Uint8Array(350_001)])],
    ['31 maps around a value', nested(31, 1)],
    ['the same object twice, which is no cycle', ((shared) => [shared, { shared }])({ a: 1 })],
  ])('%s passes', (_, value) => {
    expect(() => assertStorable(value, 'Order.x')).not.toThrow();
  });
});

describe('what it does not hold is refused by path and type', () => {
  test.each(
    titled<unknown, string | RegExp>([
      [undefined, 'Order.x is undefined; leave the attribute out, or store null.'],
      [() => 1, 'Order.x is function (anonymous), which is not data.'],
      [Symbol('x'), 'Order.x is Symbol(x), which is not data.'],
      [Number.NaN, 'Order.x is NaN, which is not a number that DynamoDB holds.'],
      [Number.NEGATIVE_INFINITY, 'Order.x is -Infinity, which is not a number that DynamoDB holds.'],
      [
        2 ** 53,
        'Order.x is 9007199254740992, beyond the integers that a number holds exactly; use a bigint.',
      ],
      [1e300, 'Order.x is 1e+300, beyond the integers that a number holds exactly; use a bigint.'],
      [5e-324, 'Order.x is 5e-324, too close to zero; DynamoDB holds numbers from 1e-130.'],
      [10n ** 38n + 1n, 'Order.x has 39 significant digits; DynamoDB holds 38.'],
      [10n ** 126n, 'Order.x is too large; DynamoDB holds numbers below 1e126.'],
      [NumberValue.from('abc'), 'Order.x has the text "abc", which is not a decimal number.'],
      [NumberValue.from(''), 'Order.x has the text "", which is not a decimal number.'],
      [NumberValue.from('0x10'), 'Order.x has the text "0x10", which is not a decimal number.'],
      [NumberValue.from('1e126'), 'Order.x is too large; DynamoDB holds numbers below 1e126.'],
      [NumberValue.from('0.9e-130'), 'Order.x is too close to zero; DynamoDB holds numbers from 1e-130.'],
      [
        NumberValue.from('0.123456789012345678901234567890123456789'),
        'Order.x has 39 significant digits; DynamoDB holds 38.',
      ],
      ['a\ud800b', 'Order.x is "a\\ud800b", which has half a surrogate pair and is not valid Unicode text.'],
      [new Date(0), 'Order.x is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.'],
      [new Date(Number.NaN), 'Order.x is an invalid Date; store an ISO string or an epoch number.'],
      [new Map([[1, 2]]), 'Order.x is a Map; store a plain object, or a list of entries.'],
      [new Money(), 'Order.x is an object of Money; DynamoDB holds plain objects, so store its data as one.'],
      [append(['a']), 'Order.x is append(), which stands in the patch of an update only; give a value.'],
      [gt(1), 'Order.x is gt(), which stands in conditions and ranges only; give a value.'],
      [attribute('y'), 'Order.x is attribute(), which stands in conditions and ranges only; give a value.'],
      [
        Object.create({ a: 1 }),
        'Order.x is an object; DynamoDB holds plain objects, so store its data as one.',
      ],
      [/x/, 'Order.x is an object of RegExp; DynamoDB holds plain objects, so store its data as one.'],
      [
        new WeakMap(),
        'Order.x is an object of WeakMap; DynamoDB holds plain objects, so store its data as one.',
      ],
      [
        Promise.resolve(1),
        'Order.x is an object of Promise; DynamoDB holds plain objects, so store its data as one.',
      ],
      [new String('x'), 'Order.x is an object of String; store the plain value.'],
      [
        new ArrayBuffer(1),
        'Order.x is an object of ArrayBuffer; store binary data as a Uint8Array, and numbers as a list.',
      ],
      [
        new DataView(new ArrayBuffer(1)),
        'Order.x is an object of DataView; store binary data as a Uint8Array, and numbers as a list.',
      ],
      [
        new Float32Array(1),
        'Order.x is an object of Float32Array; store binary data as a Uint8Array, and numbers as a list.',
      ],
      [new Set(), 'Order.x is an empty set; DynamoDB has none, so leave the attribute out.'],
      [new Set(['1', 1]), 'Order.x is a set of mixed types (S, N); a set holds one type.'],
      [new Set([true]), 'Order.x has true in a set; sets hold strings, numbers or binaries.'],
      [new Set([null]), 'Order.x has null in a set; sets hold strings, numbers or binaries.'],
      [selfish, 'Order.x has an object of Set in a set; sets hold strings, numbers or binaries.'],
      [new Set([['a']]), 'Order.x has an array of 1 in a set; sets hold strings, numbers or binaries.'],
      [
        new Set(['a', undefined]),
        'Order.x has a set member that is undefined; leave the attribute out, or store null.',
      ],
      [
        new Set([1, Number.NaN]),
        'Order.x has a set member that is NaN, which is not a number that DynamoDB holds.',
      ],
      [new Set([1, 1n]), 'Order.x has 1n in a set twice; DynamoDB takes the two for equal.'],
      [
        new Set([0.1, new NumberValue('10e-2')]),
        'Order.x has an object of NumberValue in a set twice; DynamoDB takes the two for equal.',
      ],
      [
        new Set([new Uint8Array([1]), Buffer.from([1])]),
        'Order.x has an object of Buffer in a set twice; DynamoDB takes the two for equal.',
      ],
      [[1, undefined], 'Order.x[1] is undefined; a list holds null, or nothing at that place.'],
      [sparse, 'Order.x[1] is a hole in a sparse list; fill it, or leave it out.'],
      [{ '': 1 }, 'Order.x has an attribute with an empty name.'],
      [
        { a: [JSON.parse('{"__proto__": 1}')] },
        'Order.x.a[0] has an attribute named "__proto__", which cannot be read back safely.',
      ],
      [{ '\udc00': 1 }, 'Order.x has an attribute named "\\udc00", which is not valid Unicode text.'],
      [{ lines: [{ 'sold at': new Date(0) }] }, /^Order\.x\.lines\[0\]\["sold at"\] is a Date/],
      [nested(32, 1), /^Order\.x(\.m){32} lies deeper than the 32 levels that DynamoDB holds\.$/],
      [cyclic, 'Order.x.a[0].back is Order.x itself: a cycle cannot be stored.'],
    ]),
  )('%s', (_, value, message) => {
    expect(() => assertStorable(value, 'Order.x')).toThrow(ValueError);
    expect(() => assertStorable(value, 'Order.x')).toThrow(message);
  });
});

describe('an item', () => {
  test('is not a level itself, and may have undefined attributes', () => {
    expect(() => assertStorableItem({ a: nested(31, 1), b: undefined }, 'Order')).not.toThrow();
    expect(() => assertStorableItem({ a: nested(32, 1) }, 'Order')).toThrow(/^Order\.a(\.m){32} lies deeper/);
  });

  test('is named in messages before the attribute', () => {
    expect(() => assertStorableItem({ lines: [{ at: new Date(0) }] }, 'Order')).toThrow(
      'Order.lines[0].at is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number.',
    );
    expect(() => assertStorableItem(cyclic, 'Order')).toThrow('Order.a[0].back is Order itself');
  });

  test.each(
    titled<object, string | RegExp>([
      [new Money(), 'Order is an object of Money; DynamoDB holds plain objects, so store its data as one.'],
      [[1], 'Order is an array of 1, not an item.'],
      [new Set(['a']), 'Order is an object of Set, not an item.'],
      [
        { visits: increment(1) },
        'Order.visits is increment(), which stands in the patch of an update only; give a value.',
      ],
    ]),
  )('%s', (_, item, message) => {
    expect(() => assertStorableItem(item, 'Order')).toThrow(ValueError);
    expect(() => assertStorableItem(item, 'Order')).toThrow(message);
  });
});
