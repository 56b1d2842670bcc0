import { deepStrictEqual } from 'node:assert/strict';
import { marshall, NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { CommandInput, CommandKind } from '../../src/client/codec/commands.ts';
import { encodeInput, writeBody } from '../../src/client/codec/fields.ts';
import { INPUTS } from '../../src/client/codec/shapes.ts';
import { writeJson } from '../../src/client/codec/write-json.ts';
import { ValueError } from '../../src/errors.ts';
import { inputsOf } from './inputs.ts';
import { KINDS, sdkBody } from './long-way.ts';
import { anything, item, shared, storable, storableName } from './storable-values.ts';

/** What `JSON.stringify` makes of AttributeValues, binaries in base64. */
function wire(encoded: unknown): unknown {
  const text = JSON.stringify(encoded, function (this: Record<string, unknown>, name, value) {
    // A Buffer has a toJSON of its own, which comes first.
    const own = this[name];
    return own instanceof Uint8Array ? Buffer.from(own).toString('base64') : value;
  });
  return JSON.parse(text);
}

function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    return String(error);
  }
}

function bodyOf<K extends CommandKind>(kind: K, input: CommandInput<K>) {
  return JSON.parse(Buffer.from(writeBody(kind, input)).toString());
}

const storableInputs = inputsOf(storable, item);
const anyValue = fc.oneof({ weight: 3, arbitrary: storable }, { weight: 1, arbitrary: anything });
const anyItem = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.string(), anyValue, { maxKeys: 3 }) },
  { weight: 1, arbitrary: anything.filter((part) => typeof part === 'object' && part !== null) },
);
const anyInputs = inputsOf(anyValue, anyItem);

describe.each(KINDS)('the body of %s', (kind: CommandKind) => {
  it('says what the long way says', () => {
    fc.assert(
      fc.property(storableInputs[kind], (input) => {
        const text = writeJson(INPUTS[kind], input);
        deepStrictEqual(JSON.parse(String(text)), wire(encodeInput(kind, input)));
        deepStrictEqual(bodyOf(kind, input), JSON.parse(String(text)));
      }),
      { numRuns: 200 },
    );
  });

  it('is what the SDK sends for the AttributeValues', async () => {
    await fc.assert(
      fc.asyncProperty(storableInputs[kind], async (input) => {
        deepStrictEqual(bodyOf(kind, input), await sdkBody(kind, encodeInput(kind, input)));
      }),
      { numRuns: 50 },
    );
  });

  it('is refused where the long way refuses, in the same words, and nowhere else', () => {
    fc.assert(
      fc.property(anyInputs[kind], (input) => {
        const long = outcome(() => wire(encodeInput(kind, input)));
        deepStrictEqual(
          outcome(() => bodyOf(kind, input)),
          long,
        );
        expect(writeJson(INPUTS[kind], input) === undefined).toBe(typeof long === 'string');
      }),
      { numRuns: 500 },
    );
  });

  it('leaves the input as it was', () => {
    fc.assert(
      fc.property(inputsOf(shared, fc.dictionary(storableName, shared))[kind], (input) => {
        const before = structuredClone(input);
        writeBody(kind, input);
        expect(input).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the text of a value', () => {
  it("is that of util-dynamodb's marshall where that loses nothing", () => {
    fc.assert(
      fc.property(shared, (value) => {
        deepStrictEqual(
          JSON.parse(String(writeJson({ fields: { value: 'value' } }, { value }))),
          wire({ value: marshall(value, { convertTopLevelContainer: true }) }),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  const oneValue = (value: unknown) => {
    const text = writeJson({ fields: { value: 'value' } }, { value });
    return text === undefined ? undefined : JSON.parse(text).value;
  };
  class Tags extends Set<string> {}
  const own = JSON.parse('{"__proto__":{"admin":true}}');

  // Beside it what marshall makes of the same value: other data, or an error.
  it.each<[name: string, value: unknown, ours: unknown, theirs: unknown]>([
    ['an attribute named constructor', { constructor: 'x' }, { M: { constructor: { S: 'x' } } }, 'Error'],
    ['a set of numbers and bigints', new Set([1, 2n]), { NS: ['1', '2'] }, { NS: ['1', '2'] }],
    ['a set of equal numbers', new Set([1, 1n]), undefined, { NS: ['1', '1'] }],
    ['a set of mixed types', new Set(['a', 1]), undefined, { SS: ['a', '1'] }],
    ['a subclass of Set', new Tags(['a']), { SS: ['a'] }, 'Error'],
    ['a Map', new Map([['a', 1]]), undefined, { M: { a: { N: '1' } } }],
    ['a function in a list', [Math.max, 1], undefined, { L: [{ N: '1' }] }],
    // biome-ignore lint/suspicious/noSparseArray: the hole is the point.
    ['a hole in a list', [1, , 2], undefined, { L: [{ N: '1' }, { N: '2' }] }],
    ['an undefined property', { a: undefined, b: 1 }, { M: { b: { N: '1' } } }, 'Error'],
    ['5e-324', 5e-324, undefined, { N: '5e-324' }],
    ['39 digits', 10n ** 38n + 1n, undefined, { N: `1${'0'.repeat(37)}1` }],
    ['a NumberValue of no number', NumberValue.from('abc'), undefined, { N: 'abc' }],
    ['an own __proto__', { own }, undefined, { M: { own: { M: {} } } }],
    ['a boxed string', Object('x'), undefined, { S: 'x' }],
    ['half a surrogate pair', '\ud800', undefined, { S: '\ud800' }],
    ['an ArrayBuffer', new ArrayBuffer(2), undefined, { B: {} }],
  ])('differs from it: %s', (_, value, ours, theirs) => {
    expect(oneValue(value)).toEqual(ours);
    const marshalled = outcome(() => wire(marshall(value, { convertTopLevelContainer: true }) as unknown));
    if (theirs === 'Error') expect(marshalled).toMatch(/Error/);
    else expect(marshalled).toEqual({ value: theirs });
  });

  it.each([
    ['a quote, a backslash and control characters', '"\\\u0000\u001f\u007f\n'],
    ['line separators, which JSON has as they are', '\u2028\u2029'],
    ['a pair of surrogates', '😀'],
    ['a megabyte', '"é'.repeat(500_000)],
  ])('holds %s in a text and in a name', (_, text) => {
    expect(oneValue({ [text]: text })).toEqual({ M: { [text]: { S: text } } });
  });

  it.each([[''], ['\ud800'], ['__proto__']])(
    'is refused for an attribute named %p, also where it is undefined',
    (name) => {
      for (const value of ['x', undefined, 'x']) {
        const map = Object.fromEntries([[name, value]]);
        expect(oneValue(map)).toBeUndefined();
        expect(() => encodeInput('put', { TableName: 'shop', Item: map })).toThrow(ValueError);
      }
    },
  );

  it('holds any number of names, again and again', () => {
    const names = Array.from({ length: 2_500 }, (_, n) =>
      n % 50 === 0 ? `${'long'.repeat(20)}${n}` : `"name" ${n}`,
    );
    const map = Object.fromEntries(names.map((name) => [name, name]));
    const text = { M: Object.fromEntries(names.map((name) => [name, { S: name }])) };
    for (let time = 0; time < 3; time += 1) expect(oneValue(map)).toEqual(text);
  });

  it('takes a view of a larger buffer for what it shows', () => {
    const view = new Uint8Array(Uint8Array.from([0, 1, 2, 3]).buffer, 1, 2);
    expect(oneValue([view, new Set([view]), Buffer.from('abcd').subarray(1, 3)])).toEqual({
      L: [{ B: 'AQI=' }, { BS: ['AQI='] }, { B: 'YmM=' }],
    });
  });

  it('is refused at the 33rd level, and beyond what the stack holds', () => {
    const nested = (levels: number) => {
      let value: unknown = 'deep';
      for (let level = 1; level < levels; level += 1) value = level % 2 === 0 ? [value] : { value };
      return value;
    };
    expect(oneValue(nested(32))).toBeDefined();
    expect(oneValue(nested(33))).toBeUndefined();
    expect(oneValue(nested(100_000))).toBeUndefined();
    expect(() => writeBody('put', { TableName: 'shop', Item: { a: nested(33) } })).toThrow(ValueError);
  });
});

describe('a part that is not what its name says', () => {
  it.each<[what: string, CommandKind, object, string]>([
    ['an item', 'put', { Item: 'text' }, 'Item must be an object of attributes, and is "text".'],
    ['a key', 'get', { Key: 7 }, 'Key must be an object of attributes, and is 7.'],
    [
      'the values of an expression',
      'query',
      { ExpressionAttributeValues: true },
      'ExpressionAttributeValues must be an object of attributes, and is true.',
    ],
    [
      'a key of a batch',
      'batchGet',
      { RequestItems: { shop: { Keys: ['USER#7'] } } },
      'RequestItems.shop.Keys[0] must be an object of attributes, and is "USER#7".',
    ],
    [
      'a missing key of a batch',
      'batchGet',
      { RequestItems: { shop: { Keys: [{ PK: 'a' }, undefined] } } },
      'RequestItems.shop.Keys[1] must be an object of attributes, and is undefined.',
    ],
    [
      'an item in a transaction',
      'transactWrite',
      { ClientRequestToken: 't', TransactItems: [{ Put: { Item: 7n } }] },
      'TransactItems[0].Put.Item must be an object of attributes, and is 7n.',
    ],
  ])('%s is refused', (_, kind, input, message) => {
    expect(() => encodeInput(kind, input as never)).toThrow(new ValueError(message));
    expect(writeJson(INPUTS[kind], input)).toBeUndefined();
    expect(() => writeBody(kind, input as never)).toThrow(new ValueError(message));
  });

  it('null is a value among the conditions that came before expressions', () => {
    const input = { TableName: 'shop', Key: { PK: 'a' }, Expected: { gone: { Value: null } } };
    const expected = { ...input, Key: { PK: { S: 'a' } }, Expected: { gone: { Value: { NULL: true } } } };
    expect(bodyOf('delete', input)).toEqual(expected);
    expect(encodeInput('delete', input)).toEqual(expected);
  });
});

describe('a transaction without a token', () => {
  const input = { TransactItems: [{ Delete: { TableName: 'shop', Key: { PK: 'a' } } }] };

  it('gets one in its body, another each time, and the input stays as it was', () => {
    const tokens = [1, 2].map(() => bodyOf('transactWrite', input).ClientRequestToken);
    for (const token of tokens) expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(new Set(tokens).size).toBe(2);
    expect(input).not.toHaveProperty('ClientRequestToken');
  });

  it('keeps its own, and nothing else gets one', () => {
    expect(bodyOf('transactWrite', { ...input, ClientRequestToken: 'mine' })).toMatchObject({
      ClientRequestToken: 'mine',
    });
    expect(bodyOf('transactGet', { TransactItems: [] })).toEqual({ TransactItems: [] });
  });
});
