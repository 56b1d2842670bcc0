import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { columnTypeText } from '../../src/export/column-type.ts';
import { columnTypes, declaredColumns } from '../../src/export/column-types.ts';
import { MOST_ATTRIBUTES, SeenItems } from '../../src/export/seen-items.ts';

function seen(...items: readonly Record<string, unknown>[]): SeenItems {
  const all = new SeenItems();
  items.forEach((item, place) => {
    all.add(item, `KEY#${place}`);
  });
  return all;
}

function typeOf(...values: readonly unknown[]): string | undefined {
  const { columns } = columnTypes(seen(...values.map((value) => ({ value }))));
  return columns[0] && columnTypeText(columns[0].type);
}

test.each<[string, readonly unknown[]]>([
  ['string', ['a', null]],
  ['string', [null]],
  ['bigint', [1, 2n ** 63n - 1n, -(2n ** 63n)]],
  ['decimal(19,0)', [1, 2n ** 63n]],
  ['decimal(38,0)', [10n ** 38n - 1n]],
  ['decimal(4,2)', [12, 0.25]],
  ['decimal(2,2)', [0.25, 0]],
  ['decimal(7,7)', [1e-7]],
  ['decimal(38,37)', [NumberValue.from(`1.${'1'.repeat(37)}`)]],
  ['boolean', [true, false]],
  ['binary', [new Uint8Array([1])]],
  ['array<string>', [new Set(['a']), ['b', null], []]],
  ['array<string>', [[]]],
  ['array<decimal(3,1)>', [new Set([1, 10.5])]],
  ['array<binary>', [new Set([new Uint8Array([1])])]],
  ['struct<a:bigint,b:array<struct<c:string>>>', [{ b: [{ c: 'x' }] }, { a: 1 }]],
  ['json', [{}]],
])('%s is the column of %j', (text, values) => {
  expect(typeOf(...values)).toBe(text);
  expect(columnTypes(seen(...values.map((value) => ({ value })))).conflicts).toEqual([]);
});

test('values without a common type are a string, with kinds, counts and an example of each', () => {
  const { columns, conflicts } = columnTypes(
    seen({ total: 1 }, { total: 'many' }, { total: 2 }, { lines: [{ price: true }, { price: 1.5 }] }),
  );
  expect(columns.map(({ attribute, type }) => `${attribute} ${columnTypeText(type)}`)).toEqual([
    'lines array<struct<price:string>>',
    'total string',
  ]);
  expect(conflicts).toEqual([
    {
      attribute: 'lines[].price',
      reason: 'the values have no common type',
      kinds: [
        { kind: 'boolean', count: 1, example: 'KEY#3' },
        { kind: 'decimal', count: 1, example: 'KEY#3' },
      ],
    },
    {
      attribute: 'total',
      reason: 'the values have no common type',
      kinds: [
        { kind: 'integer', count: 2, example: 'KEY#0' },
        { kind: 'string', count: 1, example: 'KEY#1' },
      ],
    },
  ]);
});

test.each<[string, readonly unknown[], string?]>([
  [
    'the numbers need 20 digits before the point and 20 after it; a decimal holds 38',
    [10n ** 19n, NumberValue.from(`0.${'1'.repeat(20)}`)],
  ],
  ['the numbers need 39 digits before the point and 0 after it; a decimal holds 38', [10n ** 38n]],
  ['names of the maps differ in case only', [{ id: 1 }, { ID: 1 }], 'json'],
  ['the name "unit price" of a map cannot stand in a struct', [{ 'unit price': 1 }], 'json'],
  [
    'the maps have too many names for a struct',
    [Object.fromEntries(Array.from({ length: 101 }, (_, id) => [`n${id}`, id]))],
    'json',
  ],
])('there is no better type, because %s', (reason, values, type = 'string') => {
  expect(typeOf(...values)).toBe(type);
  const { conflicts } = columnTypes(seen(...values.map((value) => ({ value }))));
  expect(conflicts.map((conflict) => conflict.reason)).toEqual([reason]);
});

test('values of which some are lists or maps are JSON', () => {
  expect(typeOf('a', { b: 1 })).toBe('json');
  expect(typeOf([['a'], 'b'])).toBe('array<json>');
});

test('declared columns come first and as declared, whatever was seen; others by name; some not at all', () => {
  const declared = declaredColumns({ Order: { total: 'bigint', price: 'decimal(18,2)' } }, ['Order']);
  const { columns, conflicts } = columnTypes(
    seen({ PK: 'a', total: 'x', b: 1, a: 2 }, { total: 1 }),
    declared.get('Order'),
    new Set(['PK']),
  );
  expect(columns.map(({ attribute, from }) => `${attribute} ${from}`)).toEqual([
    'total declared',
    'price declared',
    'a seen',
    'b seen',
  ]);
  expect(conflicts).toEqual([]);
});

test('so many attributes are no columns, and that is told', () => {
  const items = Array.from({ length: MOST_ATTRIBUTES + 1 }, (_, id) => ({ [`n${id}`]: 1 }));
  const { columns, conflicts } = columnTypes(seen(...items));
  expect(columns).toEqual([]);
  expect(conflicts).toEqual([
    {
      attribute: '',
      reason: 'there are too many attributes to make columns of them; declare those that are needed',
      kinds: [],
    },
  ]);
});

test.each([
  [{ Ordr: {} }, 'columns: there is no entity "Ordr" to export; there are Order, User.'],
  [{ Order: 'bigint' }, 'columns: Order has "bigint", not types by attribute.'],
  [{ Order: { '': 'bigint' } }, 'columns: Order has an attribute without a name.'],
  [
    { Order: { total: 'int' } },
    'columns: Order.total has the type "int", which is none from character 4 on; there are bigint, double, boolean, string, json, binary, decimal(p,s), array<…>, struct<name:…>.',
  ],
])('columns %j are refused', (columns, message) => {
  expect(() => declaredColumns(columns as never, ['Order', 'User'])).toThrow(message);
});

test('a checkpoint without types is refused', () => {
  expect(() => SeenItems.fromJSON({} as never)).toThrow('These are no types of an export: an object.');
});
