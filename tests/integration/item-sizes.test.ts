import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { encodeItem } from '../../src/client/codec/encode.ts';
import { itemSize, MAX_ITEM_BYTES } from '../../src/expressions/item-size.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeEngines } from '../support/engines.ts';
import { freshTable } from './clients.ts';
import { sample } from './meanings.ts';

const table = defineTable({ name: 'sizes' });
const TOO_LARGE = 'Item size has exceeded the maximum allowed size';

const SHAPES: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  ['nothing else', {}],
  ['texts', { empty: '', ascii: 'abc', long: 'a'.repeat(5000) }],
  ['texts beyond ASCII', { two: 'é', three: 'あ', four: '😀👩‍👩‍👧', nul: '\u0000', long: 'é😀'.repeat(500) }],
  ['names beyond ASCII', { é: 1, あ: 2, '😀': { '😀é': 'x' }, 'a.b#c': 3, ['n'.repeat(255)]: 4 }],
  ['true, false and null', { yes: true, no: false, nothing: null }],
  ['bytes', { none: new Uint8Array(0), some: new Uint8Array([0, 1, 255]), many: Buffer.alloc(1001) }],
  ['sets of texts', { set: new Set(['a', 'bc', 'é', '']) }],
  ['sets of numbers', { set: new Set([0, 1, -1, 1.5, 100, 123, 12345678901234567890n]) }],
  ['sets of bytes', { set: new Set([new Uint8Array([1]), new Uint8Array([1, 2, 3])]) }],
  ['empty lists and maps', { list: [], map: {}, both: [[], {}], deep: { a: { b: { c: {} } } } }],
  ['lists', { list: [null, true, 'é', 12, new Uint8Array(3), [1, [2, [3]]], new Set(['a', 'b'])] }],
  ['maps', { map: { a: null, 'é.b': [{ c: 1 }, { c: 'x', d: false }], set: new Set([1, 22, 333]) } }],
  ['32 levels', { deep: nested(31) }],
  ['undefined properties', { gone: undefined, map: { gone: undefined, here: 1 } }],
  [
    'an order',
    { lines: Array.from({ length: 40 }, (_, n) => ({ sku: `S-${n}`, price: n / 8, paid: n > 9 })) },
  ],
];

const NUMBERS: readonly string[] = [
  ...['0', '-0', '1', '9', '12', '99', '100', '101', '123', '1234', '1000', '10000', '100000', '1000001'],
  ...['1.5', '0.5', '0.05', '0.005', '0.0123', '10.01', '1.0', '1200.0', '007'],
  ...['-1', '-12', '-123', '-0.5', '-100', '-1.5', '-1000001'],
  ...[
    '9007199254740993',
    '12345678901234567890123456789012345678',
    '-12345678901234567890123456789012345678',
  ],
  ...['0.12345678901234567890123456789012345678', '1.2345678901234567890123456789012345678'],
  ...['1e125', '-1e125', '1.23e125', '1e124', '1e-130', '-1e-130', '1e-129', '1.5e-7', '1.25e-7'],
];

/** Twenty pairs of digits: there the servers count up to a byte less, and not in the same cases. */
const LONGEST: readonly string[] = [
  '123456789012345678901234567890123456780',
  '-123456789012345678901234567890123456780',
  '-1.2345678901234567890123456789012345678',
];

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : levels % 2 === 0 ? [nested(levels - 1)] : { m: nested(levels - 1) };
}

describeEngines('the size of an item', (engine) => {
  let client: DynamoDBClient;
  let tableName: string;
  beforeAll(async () => {
    client = engine.client();
    tableName = (await freshTable(engine, table)).tableName;
  });

  async function put(item: Record<string, unknown>): Promise<void> {
    await client.send(new PutItemCommand({ TableName: tableName, Item: encodeItem(item, 'Item') as never }));
  }

  /** An item with the attributes and of exactly the limit. */
  function filled(attributes: Readonly<Record<string, unknown>>): { pad: string } & Record<string, unknown> {
    const item = { PK: 'SIZE#1', SK: 'SIZE', ...attributes, pad: '' };
    const full = { ...item, pad: 'p'.repeat(MAX_ITEM_BYTES - itemSize(item)) };
    expect(itemSize(full)).toBe(MAX_ITEM_BYTES);
    return full;
  }

  async function expectExact(attributes: Readonly<Record<string, unknown>>): Promise<void> {
    const full = filled(attributes);
    await put(full);
    await expect(put({ ...full, pad: `${full.pad}p` })).rejects.toThrow(TOO_LARGE);
  }

  it.each(SHAPES)('is counted to the byte: %s', async (_, attributes) => {
    await expectExact(attributes);
  });

  it.each(NUMBERS)('is counted to the byte with the number %s', async (text) => {
    await expectExact({ number: NumberValue.from(text) });
  });

  it.each(LONGEST)('is not counted too low with the number %s', async (text) => {
    await put(filled({ number: NumberValue.from(text) }));
  });

  it('is counted to the byte with attributes of any type', async () => {
    await fc.assert(
      fc.asyncProperty(sample, (attributes) => expectExact({ ...attributes })),
      { numRuns: 15 },
    );
  });
});
