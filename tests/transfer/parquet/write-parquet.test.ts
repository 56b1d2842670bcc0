import { readFile, stat } from 'node:fs/promises';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { RequestError, ValueError } from '../../../src/errors.ts';
import { openParquet } from '../../../src/transfer/parquet/write-parquet.ts';
import { columnsOf, newFile, query, readAll, writeGroups } from './parquet-files.ts';

test('integers beyond 2^53 and decimals of 38 digits reach DuckDB digit by digit', async () => {
  const columns = columnsOf({
    id: 'bigint',
    total: 'decimal(18,2)',
    rate: 'decimal(38,37)',
    whole: 'decimal(38,0)',
  });
  const nines = '9'.repeat(38);
  const file = await writeGroups(columns, [
    [
      {
        id: 9007199254740993n,
        total: NumberValue.from('9007199254740993.12'),
        rate: NumberValue.from(`-9.${'9'.repeat(37)}`),
        whole: BigInt(nines),
      },
      { id: -(2n ** 63n), total: -0.01, rate: NumberValue.from(`1e-37`), whole: -BigInt(nines) },
    ],
  ]);
  expect(await query(`SELECT * EXCLUDE _misfits FROM '${file}'`)).toEqual([
    { id: '9007199254740993', total: '9007199254740993.12', rate: `-9.${'9'.repeat(37)}`, whole: nines },
    { id: '-9223372036854775808', total: '-0.01', rate: `0.${'0'.repeat(36)}1`, whole: `-${nines}` },
  ]);
  expect(await readAll(file, columns)).toEqual([
    {
      id: 9007199254740993n,
      total: NumberValue.from('9007199254740993.12'),
      rate: NumberValue.from(`-9.${'9'.repeat(37)}`),
      whole: BigInt(nines),
    },
    { id: -(2n ** 63n), total: -0.01, rate: 1e-37, whole: -BigInt(nines) },
  ]);
});

test('DuckDB sees the types that were asked for', async () => {
  const types = {
    a: 'bigint',
    b: 'double',
    c: 'boolean',
    d: 'string',
    e: 'json',
    f: 'binary',
    g: 'decimal(18,4)',
    h: 'decimal(38,10)',
    i: 'array<struct<sku:string,price:decimal(20,2)>>',
    j: 'struct<x:bigint,y:array<array<boolean>>>',
  } as const;
  const file = await writeGroups(columnsOf(types), [[{}]]);
  const described = (await query(`DESCRIBE SELECT * FROM '${file}'`)) as { column_type: string }[];
  expect(described.map(({ column_type }) => column_type)).toEqual([
    'BIGINT',
    'DOUBLE',
    'BOOLEAN',
    'VARCHAR',
    'VARCHAR',
    'BLOB',
    'DECIMAL(18,4)',
    'DECIMAL(38,10)',
    'STRUCT(sku VARCHAR, price DECIMAL(20,2))[]',
    'STRUCT(x BIGINT, y BOOLEAN[][])',
    'VARCHAR',
  ]);
});

test('text keeps its NUL, its mark of byte order and every script', async () => {
  const columns = columnsOf({ name: 'string' });
  const names = ['注文𠮷', 'a\u0000b', '\ufeffx', ''];
  const file = await writeGroups(columns, [names.map((name) => ({ name }))]);
  expect(await query(`SELECT hex(encode(name)) AS bytes FROM '${file}'`)).toEqual(
    names.map((name) => ({ bytes: Buffer.from(name).toString('hex').toUpperCase() })),
  );
  expect(await readAll(file, columns)).toEqual(names.map((name) => ({ name })));
});

test('null and absent are null; empty text, lists and structs are not', async () => {
  const columns = columnsOf({ a: 'string', b: 'array<string>', c: 'struct<x:string>', d: 'binary' });
  const empty = { a: '', b: [], c: {}, d: new Uint8Array() };
  const file = await writeGroups(columns, [[empty, { a: null, b: null, c: null, d: null }, {}]]);
  expect(await query(`SELECT count(a), count(b), count(c), count(d), count(*) FROM '${file}'`)).toEqual([
    { 'count(a)': '1', 'count(b)': '1', 'count(c)': '1', 'count(d)': '1', 'count_star()': '3' },
  ]);
  expect(await readAll(file, columns)).toEqual([empty, {}, {}]);
});

test('sets are sorted lists, and other kinds in a string are their JSON', async () => {
  const columns = columnsOf({ tags: 'array<string>', any: 'string', json: 'json' });
  const file = await writeGroups(columns, [
    [
      { tags: new Set(['b', 'a']), any: 7, json: 'text' },
      { any: new Set([2, 10]), json: { b: 1, a: new Uint8Array([1]) } },
      { any: new Uint8Array([255]), json: NumberValue.from('0.12345678901234567') },
    ],
  ]);
  expect(await query(`SELECT tags, "any", json FROM '${file}'`)).toEqual([
    { tags: ['a', 'b'], any: '7', json: '"text"' },
    { tags: null, any: '[2,10]', json: '{"a":"AQ==","b":1}' },
    { tags: null, any: '/w==', json: '"0.12345678901234567"' },
  ]);
});

test('a value that its type does not hold is told of, and kept in _misfits', async () => {
  const columns = columnsOf({ total: 'bigint', active: 'boolean' });
  const told: unknown[] = [];
  const items = [
    { total: 1, active: true },
    { total: 'many', active: new Set([1n, 9007199254740993n]) },
    { total: 12345678901234567890n },
  ];
  const file = await writeGroups(columns, [items], { onMisfit: (...all) => told.push(all) });
  expect(told).toEqual([
    ['total', 'is text, not bigint', items[1]],
    ['total', 'is an integer beyond 64 bits, not a bigint', items[2]],
    ['active', 'is a set of numbers, not boolean', items[1]],
  ]);
  expect(await query(`SELECT * FROM '${file}'`)).toEqual([
    { total: '1', active: true, _misfits: null },
    { total: null, active: null, _misfits: '{"total":"many","active":[1,9007199254740993]}' },
    { total: null, active: null, _misfits: '{"total":12345678901234567890}' },
  ]);
  expect(await readAll(file, columns)).toEqual([
    { total: 1, active: true },
    { total: 'many', active: [1, 9007199254740993n] },
    { total: 12345678901234567890n },
  ]);
});

test('the same items give the same bytes', async () => {
  const columns = columnsOf({ id: 'bigint', name: 'string', tags: 'array<string>' });
  const items = Array.from({ length: 500 }, (_, id) => ({
    id,
    name: `name ${id % 7}`,
    tags: new Set([`${id}`, 'x']),
  }));
  const [first, second] = [await writeGroups(columns, [items]), await writeGroups(columns, [items])];
  expect((await readFile(first)).equals(await readFile(second))).toBe(true);
});

test('its bytes and rows tell when to begin another file', async () => {
  const file = newFile();
  const parquet = await openParquet(file, columnsOf({ name: 'string' }));
  expect([parquet.bytes, parquet.rows]).toEqual([4, 0]);
  await parquet.write([]);
  await parquet.write([{ name: 'a'.repeat(100) }, { name: 'b' }]);
  expect(parquet.rows).toBe(2);
  // The four bytes at the beginning are written with the first group.
  expect((await stat(file)).size).toBe(parquet.bytes);
  await parquet.finish();
  expect((await stat(file)).size).toBe(parquet.bytes);
});

test('a file without items is one without rows', async () => {
  const columns = columnsOf({ name: 'string' });
  const file = await writeGroups(columns, []);
  expect(await query(`SELECT count(*) AS rows FROM '${file}'`)).toEqual([{ rows: '0' }]);
  expect(await readAll(file, columns)).toEqual([]);
});

test('discard removes the file, finished or not', async () => {
  for (const end of [true, false]) {
    const file = newFile();
    const parquet = await openParquet(file, columnsOf({ name: 'string' }));
    await parquet.write([{ name: 'a' }]);
    if (end) await parquet.finish();
    await parquet.discard();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  }
});

test('what no table can hold is refused with the path to it', async () => {
  const refusals: readonly (readonly [object, string])[] = [
    [{ a: '\ud800' }, 'a is "\\ud800", which has half a surrogate pair and is not valid Unicode text'],
    [{ a: [undefined] }, 'a[0] is undefined; leave the attribute out, or store null'],
    [{ b: new Date(0) }, 'b is a Date 1970-01-01T00:00:00.000Z; store an ISO string or an epoch number'],
  ];
  for (const [item, message] of refusals) {
    const parquet = await openParquet(newFile(), columnsOf({ a: 'string', b: 'bigint' }));
    const written = parquet.write([item as Record<string, unknown>]);
    await expect(written).rejects.toThrow(new ValueError(`${message}.`));
    await parquet.discard();
  }
});

test('two columns of one name are refused', async () => {
  await expect(openParquet('x.parquet', columnsOf({ a: 'string', A: 'string' }))).rejects.toThrow(
    new RequestError('x.parquet: "A" cannot be the column "a", which is taken.'),
  );
  await expect(openParquet('x.parquet', columnsOf({ _misfits: 'string' }))).rejects.toThrow(
    new RequestError('x.parquet: "_misfits" cannot be the column "_misfits", which is taken.'),
  );
  await expect(openParquet('x.parquet', columnsOf({ '': 'string' }))).rejects.toThrow(
    new RequestError('x.parquet: "" cannot be the column "", which is no name.'),
  );
});
