import fc from 'fast-check';
import { columnNames } from '../../src/export/column-names.ts';

function columns(attributes: readonly string[], taken?: readonly string[]): string[] {
  return columnNames(attributes, taken).map(
    ({ column, changed }) => column + (changed ? ` (${changed})` : ''),
  );
}

test('names are in lower case, of letters, digits and underscores', () => {
  expect(columns(['orderId', 'unit-price', 'a.b', '_id', '7up', 'GSI1PK'])).toEqual([
    'orderid',
    'unit_price (characters)',
    'a_b (characters)',
    '_id',
    '7up',
    'gsi1pk',
  ]);
});

test('names that come out the same are numbered, and the one that is a column name already keeps it', () => {
  expect(columns(['Status', 'status', 'STATUS'])).toEqual(['status_3 (taken)', 'status', 'status_2 (taken)']);
  expect(columns(['a b', 'a-b', 'a_b_2', 'a_b'])).toEqual([
    'a_b_3 (characters)',
    'a_b_4 (characters)',
    'a_b_2',
    'a_b',
  ]);
});

test('the partition column is not free', () => {
  expect(columns(['dt', 'DT'], ['dt'])).toEqual(['dt_3 (taken)', 'dt_2 (taken)']);
});

test('names of which nothing is left, and names that are too long, get others', () => {
  expect(columns(['', '名前', '住所', '---'])).toEqual([
    'column (empty)',
    'column_4 (characters)',
    'column_3 (characters)',
    'column_2 (characters)',
  ]);
  const long = 'x'.repeat(300);
  expect(columnNames([long, `${long}y`]).map(({ column, changed }) => [column.length, changed])).toEqual([
    [248, 'long'],
    [250, 'taken'],
  ]);
});

test('reserved words are told of', () => {
  expect(columnNames(['order', 'date', 'total', 'Skip']).map(({ reserved }) => reserved)).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test('no two attributes share a column, all columns are names, and the order of attributes makes no difference', () => {
  const name = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', 'A', '_', '2', '-', 'é', 'İ'), maxLength: 4 }),
    fc.string({ unit: 'binary', maxLength: 5 }),
  );
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 20 }), (attributes) => {
      const names = columnNames(attributes, ['dt']);
      const distinct = new Set(names.map(({ column }) => column));
      expect(distinct.size).toBe(attributes.length);
      for (const column of distinct) expect(column).toMatch(/^(?!dt$)[a-z0-9_]{1,255}$/);
      expect(columnNames(attributes.toReversed(), ['dt']).toReversed()).toEqual(names);
    }),
  );
});
