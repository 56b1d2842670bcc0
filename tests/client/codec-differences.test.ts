import { marshall, NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import { decodeItem, decodeValue } from '../../src/client/codec/decode.ts';
import { encodeItem, encodeValue } from '../../src/client/codec/encode.ts';
import { MonotableError, ValueError } from '../../src/errors.ts';

// Where the codec differs from util-dynamodb: each of these is lost, changed or answered with another error there.

function cyclic() {
  const value: { self?: unknown } = {};
  value.self = { again: value };
  return value;
}

function nested(levels: number): unknown {
  return levels === 1 ? 'deep' : { a: nested(levels - 1) };
}

class Point {
  readonly x = 1;
}

describe('a value that DynamoDB cannot hold exactly is refused by its path', () => {
  // The words after these are tested with assertStorable, which gives them.
  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'Order is undefined'],
    ['a function', { f: Math.max }, 'Order.f is function max'],
    ['a function in a list', [Math.max], 'Order[0] is function max'],
    ['undefined in a list', [1, undefined, 2], 'Order[1] is undefined'],
    // biome-ignore lint/suspicious/noSparseArray: the hole is the point.
    ['a hole in a list', [1, , 2], 'Order[1] is a hole in a sparse list'],
    ['a Date', { at: new Date(0) }, 'Order.at is a Date 1970-01-01T00:00:00.000Z'],
    ['a class instance', new Point(), 'Order is an object of Point'],
    ['a Map', new Map([[1, 'x']]), 'Order is a Map'],
    [
      'an own __proto__',
      { m: JSON.parse('{"__proto__": {"admin": true}}') },
      'Order.m has an attribute named "__proto__"',
    ],
    ['an empty set', new Set(), 'Order is an empty set'],
    ['a set of mixed types', new Set(['a', 1]), 'Order is a set of mixed types (S'],
    ['a set of equal numbers', new Set([1, 1n]), 'Order has 1n in a set twice'],
    ['a set of null', new Set([null]), 'Order has null in a set'],
    ['39 digits', { n: 10n ** 38n + 1n }, 'Order.n has 39 significant digits'],
    ['NaN', { n: Number.NaN }, 'Order.n is NaN'],
    ['an infinity', [-Infinity], 'Order[0] is -Infinity'],
    ['an unsafe integer', { n: 2 ** 53 }, 'Order.n is 9007199254740992'],
    ['5e-324', 5e-324, 'Order is 5e-324'],
    ['a NumberValue of no number', NumberValue.from('abc'), 'Order has the text "abc"'],
    ['an ArrayBuffer', new ArrayBuffer(2), 'Order is an object of ArrayBuffer'],
    ['a DataView', new DataView(new ArrayBuffer(2)), 'Order is an object of DataView'],
    ['a Float32Array', { v: new Float32Array(2) }, 'Order.v is an object of Float32Array'],
    ['a symbol', { s: Symbol('x') }, 'Order.s is Symbol(x)'],
    ['a boxed string', Object('x'), 'Order is an object of String'],
    ['half a surrogate pair', '\ud800', 'Order is "\\ud800"'],
    ['a cycle', { o: cyclic() }, 'Order.o.self.again is Order.o itself'],
  ])('%s', (_, value, message) => {
    expect(() => encodeValue(value, 'Order')).toThrow(ValueError);
    expect(() => encodeValue(value, 'Order')).toThrow(message);
  });

  it('nesting deeper than 32 levels', () => {
    expect(encodeValue(nested(32), 'Order')).toEqual(
      marshall(nested(32), { convertTopLevelContainer: true }),
    );
    expect(() => encodeValue(nested(33), 'Order')).toThrow(
      'lies deeper than the 32 levels that DynamoDB holds.',
    );
    // An item is not itself a level.
    expect(encodeItem({ a: nested(32) }, 'Item')).toEqual(marshall({ a: nested(32) }));
    expect(() => encodeItem({ a: nested(33) }, 'Item')).toThrow(
      'lies deeper than the 32 levels that DynamoDB holds.',
    );
  });

  it('an item that is no plain object', () => {
    const refused = (item: unknown) => () => encodeItem(item as object, 'Item');
    expect(refused('text')).toThrow(new ValueError('Item must be an object of attributes, and is "text".'));
    expect(refused(null)).toThrow(new ValueError('Item must be an object of attributes, and is null.'));
    expect(refused(new Point())).toThrow('Item is an object of Point');
    expect(refused(['a'])).toThrow(ValueError);
  });
});

describe('a value that util-dynamodb changes or refuses is written as it is', () => {
  it.each<[string, unknown, object]>([
    ['an empty string', '', { S: '' }],
    ['empty binary', new Uint8Array(), { B: new Uint8Array() }],
    ['-0', -0, { N: '0' }],
    ['an attribute named constructor', { constructor: 'Ferrari' }, { M: { constructor: { S: 'Ferrari' } } }],
    ['an undefined property', { a: 1, b: undefined }, { M: { a: { N: '1' } } }],
    [
      'an object without a prototype',
      Object.assign(Object.create(null), { a: null }),
      { M: { a: { NULL: true } } },
    ],
    ['a set of numbers and bigints', new Set([1, 2n ** 60n]), { NS: ['1', '1152921504606846976'] }],
    ['a NumberValue', NumberValue.from('0.10000000000000001'), { N: '0.10000000000000001' }],
    ['a bigint of one digit and 125 zeros', 10n ** 125n, { N: `1${'0'.repeat(125)}` }],
    ['toJSON', { toJSON: 1 }, { M: { toJSON: { N: '1' } } }],
  ])('%s', (_, value, encoded) => {
    expect(encodeValue(value, 'Order')).toEqual(encoded);
  });

  it('a subclass of Set, and a part of a buffer', () => {
    class Tags extends Set<string> {}
    expect(encodeValue(new Tags(['a']), 'tags')).toEqual({ SS: ['a'] });
    const part = Buffer.from('abcd').subarray(1, 3);
    expect(encodeValue(part, 'data')).toEqual({ B: part });
  });

  it('inherited properties and symbols are no attributes', () => {
    expect(encodeItem({ a: 1, [Symbol('s')]: 2 }, 'Item')).toEqual({ a: { N: '1' } });
  });
});

describe('reading', () => {
  it('gives an attribute named __proto__ as an own property, never as the prototype', () => {
    const read = decodeValue({ M: JSON.parse('{"__proto__":{"M":{"admin":{"BOOL":true}}},"a":{"S":"x"}}') });
    expect(Object.keys(read as object)).toEqual(['__proto__', 'a']);
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect((read as { admin?: unknown }).admin).toBeUndefined();
    // The SDK's own:
    const theirs = unmarshall(JSON.parse('{"__proto__":{"M":{"admin":{"BOOL":true}}}}'));
    expect(theirs.admin).toBe(true);
  });

  it('passes over a top-level attribute that the deserializer of the SDK emptied', () => {
    expect(decodeItem({ PK: { S: 'a' }, gone: undefined as never })).toEqual({ PK: 'a' });
  });

  it('takes numbers at which util-dynamodb throws or rounds', () => {
    expect(() => unmarshall({ n: { N: '1E+125' } })).toThrow();
    expect(decodeItem({ n: { N: '1E+125' } })).toEqual({ n: 10n ** 125n });
    expect(decodeValue({ NS: ['1', '9007199254740993', '0.12345678901234567890123'] })).toEqual(
      new Set([1, 9007199254740993n, NumberValue.from('0.12345678901234567890123')]),
    );
  });

  it('gives null for NULL whatever it says', () => {
    expect(decodeValue({ NULL: false } as never)).toBeNull();
  });

  it('refuses a type that it does not know', () => {
    expect(() => decodeItem({ a: { $unknown: ['XS', 1] } })).toThrow(MonotableError);
    expect(() => decodeItem({ a: { $unknown: ['XS', 1] } })).toThrow(
      'An attribute of the unknown type "XS" cannot be read; known are S, N, B, BOOL, NULL, M, L, SS, NS and BS.',
    );
    expect(() => decodeValue({} as never)).toThrow('An attribute of the unknown type "none" cannot be read');
  });
});
