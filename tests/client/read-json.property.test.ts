import { deepStrictEqual } from 'node:assert/strict';
import { NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { CommandKind } from '../../src/client/codec/commands.ts';
import { readJson } from '../../src/client/codec/read-json.ts';
import { OUTPUTS } from '../../src/client/codec/shapes.ts';
import { writeJson } from '../../src/client/codec/write-json.ts';
import { MonotableError } from '../../src/errors.ts';
import { FORMS, wireItem } from './dynamodb-json.ts';
import { KINDS, longWay } from './long-way.ts';
import { item, shared } from './storable-values.ts';

const read = (kind: CommandKind, text: string) => readJson(Buffer.from(text), OUTPUTS[kind]);
const readValue = (text: string) =>
  (readJson(Buffer.from(`{"value":${text}}`), { fields: { value: 'value' } }) as { value?: unknown })?.value;

const hasProto = (one: object) => Object.hasOwn(one, '__proto__');
// At the top of an item the SDK's deserializer loses it, so the long way is no measure there.
const ordinary = wireItem.filter((one) => !hasProto(one));
const items = fc.array(ordinary, { maxLength: 4 });
const capacity = fc.record({
  TableName: fc.string(),
  CapacityUnits: fc.double({ noNaN: true, noDefaultInfinity: true }),
});
const metrics = fc.record({
  ItemCollectionKey: ordinary,
  SizeEstimateRangeGB: fc.tuple(fc.nat(), fc.nat()),
});
const table = fc.constantFrom('shop', 'a table of a long name', 'arn:aws:dynamodb:eu-west-1:1:table/shop');
const byTable = <T>(of: fc.Arbitrary<T>) => fc.dictionary(table, of, { maxKeys: 2, noNullPrototype: true });
const optional = { requiredKeys: [] };
const written = fc.record(
  { Attributes: ordinary, ItemCollectionMetrics: metrics, ConsumedCapacity: capacity },
  optional,
);
const page = fc.record(
  {
    Items: items,
    Count: fc.nat(),
    ScannedCount: fc.nat(),
    LastEvaluatedKey: ordinary,
    ConsumedCapacity: capacity,
  },
  optional,
);
const writes = fc.oneof(
  fc.record({ PutRequest: fc.record({ Item: ordinary }) }),
  fc.record({ DeleteRequest: fc.record({ Key: ordinary }) }),
);
const keys = fc.record(
  { Keys: items, ConsistentRead: fc.boolean(), ProjectionExpression: fc.string() },
  optional,
);
const collections = byTable(fc.array(metrics, { maxLength: 2 }));
const answers: Record<CommandKind, fc.Arbitrary<object>> = {
  get: fc.record({ Item: ordinary, ConsumedCapacity: capacity }, optional),
  put: written,
  update: written,
  delete: written,
  query: page,
  scan: page,
  batchGet: fc.record(
    { Responses: byTable(items), UnprocessedKeys: byTable(keys), ConsumedCapacity: fc.array(capacity) },
    optional,
  ),
  batchWrite: fc.record(
    { UnprocessedItems: byTable(fc.array(writes, { maxLength: 3 })), ItemCollectionMetrics: collections },
    optional,
  ),
  transactGet: fc.record({ Responses: fc.array(fc.record({ Item: ordinary }, optional)) }, optional),
  transactWrite: fc.record({ ItemCollectionMetrics: collections }, optional),
};

describe.each(KINDS)('an answer to %s', (kind) => {
  it('is read as the long way reads it', async () => {
    await fc.assert(
      fc.asyncProperty(answers[kind], fc.constantFrom(...FORMS), async (answer, form) => {
        const text = form(JSON.stringify(answer));
        const given = read(kind, text);
        // A name that ends with a backslash may be taken for the name after it, and is then left to the long way.
        if (given === undefined && text.includes('\\\\":')) return;
        deepStrictEqual(given, await longWay(kind, text));
      }),
      { numRuns: 200 },
    );
  });

  it('with whitespace in it is left to the long way', () => {
    fc.assert(
      fc.property(
        answers[kind].filter((answer) => Object.keys(answer).length > 0),
        (answer) => {
          expect(read(kind, JSON.stringify(answer, undefined, 1))).toBeUndefined();
          expect(read(kind, `${JSON.stringify(answer)}\n`)).toBeUndefined();
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('what was written', () => {
  it('is read again as it was', () => {
    const shape = { fields: { Item: 'item' } } as const;
    fc.assert(
      fc.property(item, (Item) => {
        deepStrictEqual(readJson(Buffer.from(String(writeJson(shape, { Item }))), shape), { Item });
      }),
      { numRuns: 1_000 },
    );
  });

  it("is read as util-dynamodb's unmarshall reads it where that loses nothing", () => {
    fc.assert(
      fc.property(shared, (value) => {
        const text = String(writeJson({ fields: { value: 'value' } }, { value }));
        const encoded = JSON.parse(text, (type, inner) => {
          if (type === 'B' && typeof inner === 'string') return new Uint8Array(Buffer.from(inner, 'base64'));
          if (type === 'BS' && typeof inner[0] === 'string')
            return inner.map((member: string) => new Uint8Array(Buffer.from(member, 'base64')));
          return inner;
        }).value;
        const options = { convertWithoutMapWrapper: true } as const;
        // Attributes that have the name of a type are taken for binaries above.
        fc.pre(!/"BS?":(?!"|\[)/.test(text));
        expect(readValue(JSON.stringify(JSON.parse(text).value))).toEqual(unmarshall(encoded, options));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('reading differs from unmarshall', () => {
  const theirs = (text: string) =>
    unmarshall(JSON.parse(text), { convertWithoutMapWrapper: true } as const) as unknown;

  it.each<[string, string, unknown]>([
    ['an integer in the form 1E+125', '{"N":"1E+125"}', 10n ** 125n],
    [
      'a decimal beyond the integers of a double',
      '{"N":"9007199254740993.5"}',
      NumberValue.from('9007199254740993.5'),
    ],
  ])('takes %s, at which that throws', (_, text, value) => {
    expect(() => theirs(text)).toThrow();
    expect(readValue(text)).toEqual(value);
  });

  it('keeps the digits that it rounds away', () => {
    const digits = '0.12345678901234567890123456789012345678';
    expect(theirs(`{"N":"${digits}"}`)).toBe(Number(digits));
    expect(readValue(`{"N":"${digits}"}`)).toEqual(NumberValue.from(digits));
  });

  it('takes __proto__ for an attribute, of an item as of a map in it', () => {
    const text =
      '{"Item":{"__proto__":{"M":{"__proto__":{"S":"x"}}},"a":{"M":{"__proto__":{"M":{"admin":{"BOOL":true}}}}}}}';
    const own = JSON.parse('{"Item":{"__proto__":{"__proto__":"x"},"a":{"__proto__":{"admin":true}}}}');
    deepStrictEqual(read('get', text), own);
    fc.assert(
      fc.property(wireItem.filter(hasProto), (Item) => {
        const { Item: given } = read('get', JSON.stringify({ Item })) as { Item: object };
        expect(Object.getPrototypeOf(given)).toBe(Object.prototype);
        expect(Object.keys(given)).toEqual(Object.keys(Item));
      }),
    );
  });
});

describe('single answers', () => {
  it.each<[string, string, unknown]>([
    ['nothing', '{}', {}],
    [
      'empty things',
      '{"Item":{"":{"S":""},"m":{"M":{}},"l":{"L":[]},"b":{"B":""}}}',
      { Item: { '': '', m: {}, l: [], b: new Uint8Array() } },
    ],
    [
      'the same name twice, of which the last counts',
      '{"Item":{"a":{"S":"1"},"b":{"S":"2"},"a":{"S":"3"}}}',
      { Item: { a: '3', b: '2' } },
    ],
    ['a surrogate pair written as escapes', '{"Item":{"a":{"S":"\\ud83d\\ude00"}}}', { Item: { a: '😀' } }],
    [
      'half a surrogate pair, which is what was asked for',
      '{"Item":{"a":{"S":"\\ud83d"}}}',
      { Item: { a: '\ud83d' } },
    ],
  ])('%s', async (_, text, output) => {
    deepStrictEqual(read('get', text), output);
    deepStrictEqual(await longWay('get', text), output);
  });

  it('a name that looks like the one before it, which ended with a backslash', async () => {
    const names = ['a\\', 'a":{', 'a\\', 'a"', 'a\\', 'a":{"S":"x"},"', '\\', '":'];
    const text = JSON.stringify({ Items: names.map((name) => ({ [name]: { S: name } })) });
    const output = { Items: names.map((name) => ({ [name]: name })) };
    deepStrictEqual(read('query', text) ?? (await longWay('query', text)), output);
  });

  it.each([12, 13, 14, 100_000])('a text of %i characters, in ASCII and not', (length) => {
    for (const letter of ['x', 'ü', '€']) {
      const text = letter.repeat(length);
      const body = JSON.stringify({
        Items: [{ a: { S: text } }, { a: { S: `${text}"` } }, { a: { S: 'y'.repeat(length) } }],
      });
      expect(read('query', body)).toEqual({
        Items: [{ a: text }, { a: `${text}"` }, { a: 'y'.repeat(length) }],
      });
    }
  });

  it('binaries do not share their memory', () => {
    const { Item } = read('get', '{"Item":{"a":{"B":"AQI="},"b":{"BS":["AwQ="]}}}') as {
      Item: { a: Uint8Array; b: Set<Uint8Array> };
    };
    for (const binary of [Item.a, ...Item.b]) {
      expect(binary.buffer.byteLength).toBe(2);
      expect(Buffer.isBuffer(binary)).toBe(false);
    }
  });

  it('a part of a larger buffer is read alone', () => {
    const whole = Buffer.from('xx{"Item":{"a":{"S":"a text of some length"}}}xx');
    expect(readJson(whole.subarray(2, -2), OUTPUTS.get)).toEqual({ Item: { a: 'a text of some length' } });
  });

  it('a type that was not there when this was written', async () => {
    const message =
      'An attribute of the unknown type "XS" cannot be read; known are S, N, B, BOOL, NULL, M, L, SS, NS and BS.';
    const text = '{"Items":[{"a":{"XS":["b"]}}]}';
    expect(() => read('query', text)).toThrow(new MonotableError(message));
    await expect(longWay('query', text)).rejects.toThrow(new MonotableError(message));
  });

  it.each([
    '',
    'null',
    '[]',
    '"text"',
    '7',
    '<html>',
    '\ufeff{}',
    '{}{}',
    '{"Item":{"a":{"NULL":false}}}',
    '{"Item":{"a":{}}}',
  ])('no answer of the service, or an odd one, is left to the long way: %j', (text) => {
    expect(read('get', text)).toBeUndefined();
  });

  it.each([
    ['no item', 'get', '{"Item":null}'],
    ['no items', 'query', '{"Items":null,"LastEvaluatedKey":null,"Count":0}'],
    ['nothing unprocessed', 'batchWrite', '{"UnprocessedItems":null}'],
    ['no item of a transaction', 'transactGet', '{"Responses":[{"Item":null}]}'],
  ] as [string, CommandKind, string][])('null for %s is as if it were not there', async (_, kind, text) => {
    const expected = await longWay(kind, text);
    const given = read(kind, text);
    if (given !== undefined) deepStrictEqual(given, expected);
  });
});
