import { readFileSync } from 'node:fs';
import { csvColumn } from '../../src/cli/load/csv-column.ts';
import { jsonLines, type LoadWorld, loadIntoMemory } from './load-into-memory.ts';

let world: LoadWorld;
beforeEach(async () => {
  world = await loadIntoMemory();
});
afterEach(async () => {
  await world.stop();
});

const entity = 'Product';

test.each([
  [
    'productId,price,priceCents',
    ['price=priceCents:number'],
    'The columns price and priceCents are both the attribute priceCents.',
  ],
  ['productId,a,b', ['a=name', 'b=name'], 'The columns a and b are both the attribute name.'],
  ['productId,name,name', [], 'There are two columns name.'],
  ['productId,,name', [], 'Column 2 has no name.'],
  ['productId,__proto__', [], 'Column __proto__ cannot be the attribute __proto__.'],
  ['productId,a', ['a=__proto__'], 'Column a cannot be the attribute __proto__.'],
])('the header %s with the columns %j is refused', async (header, column, message) => {
  const path = world.file('in.csv', `${header}\n1,2,3\n`);
  await expect(world.load(path, { entity, column: column.map(csvColumn) })).rejects.toThrow(
    `The file ${path} cannot be read: ${message}`,
  );
  expect(world.items()).toEqual([]);
});

test('a column that another one has the name of may be left out', async () => {
  const path = world.file('in.csv', 'productId,price,priceCents,__proto__\n1,5,500,x\n');
  const column = ['price=priceCents:number', 'priceCents=', '__proto__='].map(csvColumn);
  expect((await world.load(path, { entity, column })).complete).toBe(true);
  expect(world.items()).toMatchObject([{ priceCents: { N: '5' } }]);
});

test('a mended record cannot have two columns for one attribute either', async () => {
  const Record = { productId: '1', price: '5', priceCents: '500' };
  const path = world.file('dead', jsonLines([{ At: 1, Error: { name: 'E', message: 'm' }, Record }]));
  const { report } = await world.load(path, { entity, column: [csvColumn('price=priceCents:number')] });
  expect(report.firstFailure?.error).toMatchObject({
    message: 'The columns price and priceCents are both the attribute priceCents.',
  });
});

test('a column is described once', async () => {
  const path = world.file('in.csv', 'productId,price\n1,2\n');
  const column = ['price:number', 'price=priceCents'].map(csvColumn);
  await expect(world.load(path, { entity, column })).rejects.toThrow('There are two --column for price.');
});

test.each(['price=:number', 'price=:string', 'price=:'])(
  'the column %j, with a type and no attribute',
  (text) => {
    expect(() => csvColumn(text)).toThrow(
      `It is column=attribute:type with the types string, number, boolean, json, not "${text}".`,
    );
  },
);

test('a row with a bad quote is one bad record, and the others are loaded', async () => {
  const path = world.file('in.csv', 'productId,name\n1,a\n2,"b"b\n3,c"c\n4,"d\ne"\n5,"f\n');
  const deadLetter = world.path('dead');
  const { report } = await world.load(path, { entity, deadLetter });
  expect(report).toMatchObject({ read: 5, written: 2, failed: 3, stopped: undefined });
  expect(world.items().map((item) => [item.productId?.S, item.name?.S])).toEqual([
    ['1', 'a'],
    ['4', 'd\ne'],
  ]);
  const found = readFileSync(deadLetter, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ At, Error: error, Record }) => [At, error.message, Record]);
  const misplaced = 'a cell with a quote or a carriage return has to be in quotes, and its quotes doubled.';
  expect(found.toSorted(([a], [b]) => a - b)).toEqual([
    [2, `Line 3 is no CSV: ${misplaced}`, ['2,"b"b']],
    [3, `Line 4 is no CSV: ${misplaced}`, ['3,c"c']],
    [5, 'The row of line 7 is no CSV: a quote is not closed.', ['5,"f']],
  ]);
  // It is not taken for a cell when it is loaded again.
  const again = await world.load(deadLetter, { entity });
  expect(again.report).toMatchObject({ written: 0, failed: 3 });
});

test.each([
  ['', 'is empty.'],
  ['a"b,c\n1,2\n', 'has no header. Line 1 is no CSV: '],
  // Lines that end as on old Macs would all be one header.
  ['productId,name\r1,a\r', 'has no header. Line 1 is no CSV: '],
])('the CSV file %j is refused', async (content, message) => {
  const path = world.file('in.csv', content);
  await expect(world.load(path, { entity })).rejects.toThrow(`The file ${path} ${message}`);
});
