import { readFile, writeFile } from 'node:fs/promises';
import { RequestError } from '../../../src/errors.ts';
import { parseColumnType } from '../../../src/export/column-type.ts';
import type { ParquetColumn } from '../../../src/transfer/parquet/parquet-column.ts';
import { columnsOf, newFile, query, readAll, writeGroups } from './parquet-files.ts';

test('row groups and pages are read one after the other', async () => {
  const columns = columnsOf({ id: 'bigint', text: 'string', lines: 'array<struct<sku:string,n:bigint>>' });
  // Several pages of one megabyte in each group.
  const items = Array.from({ length: 900 }, (_, id) => ({
    id,
    text: `${id} `.repeat(1_000),
    lines: Array.from({ length: id % 5 }, (_, n) => ({ sku: `sku ${n}`.repeat(300), n })),
  }));
  const file = await writeGroups(columns, [items.slice(0, 400), items.slice(400)]);
  expect(await readAll(file, columns)).toEqual(items);
});

test('binary is a copy of its own, with every byte', async () => {
  const columns = columnsOf({ bytes: 'binary' });
  const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const [item] = await readAll(await writeGroups(columns, [[{ bytes }, { bytes }]]), columns);
  expect(item).toEqual({ bytes });
  expect(item?.bytes).toHaveProperty('buffer.byteLength', 256);
});

test('an attribute may have any name', async () => {
  const columns: ParquetColumn[] = [
    { attribute: 'constructor', column: 'constructor', type: { kind: 'bigint' } },
    { attribute: 'toString', column: 'tostring', type: parseColumnType('struct<valueOf:string>', '') },
    { attribute: '日', column: '__proto__', type: { kind: 'string' } },
  ];
  const item = { constructor: 1, toString: { valueOf: 'x' }, 日: 'y' };
  expect(await readAll(await writeGroups(columns, [[item]]), columns)).toEqual([item]);
});

test('only the columns asked for are read, under the attributes given', async () => {
  const file = await writeGroups(columnsOf({ a: 'bigint', b: 'string' }), [[{ a: 1, b: 'x' }]]);
  expect(await readAll(file, [{ attribute: 'Name', column: 'b', type: { kind: 'string' } }])).toEqual([
    { Name: 'x' },
  ]);
});

test('a file that DuckDB wrote is read, too', async () => {
  const file = newFile();
  await query(
    `COPY (SELECT 9007199254740993 AS id, 0.10::DECIMAL(4,2) AS price, 123456789012345678901234567.5::DECIMAL(38,1) AS sum,
      ['a', NULL] AS tags, {'x': 1::INTEGER, 'y': NULL} AS map, 'text' AS text, '\\xFF'::BLOB AS bytes, 1.5::DOUBLE AS half
    ) TO '${file}' (FORMAT parquet)`,
  );
  const columns = columnsOf({
    id: 'bigint',
    price: 'decimal(4,2)',
    sum: 'decimal(38,1)',
    tags: 'array<string>',
    map: 'struct<x:bigint,y:string>',
    text: 'string',
    bytes: 'binary',
    half: 'double',
  });
  const [item] = await readAll(file, columns);
  expect(item).toMatchObject({
    ...{ id: 9007199254740993n, price: 0.1, tags: ['a', null], map: { x: 1 }, text: 'text', half: 1.5 },
    ...{ sum: { value: '123456789012345678901234567.5' }, bytes: Uint8Array.of(255) },
  });
});

describe('refused with a sentence', () => {
  test('a file that is not there', async () => {
    await expect(readAll('absent.parquet', [])).rejects.toThrow('There is no file absent.parquet.');
  });

  test('a file that is no Parquet, or ends early', async () => {
    const file = newFile();
    await writeFile(file, 'id,name\n1,a\n');
    await expect(readAll(file, [])).rejects.toThrow(`${file} cannot be read as Parquet: `);
    const columns = columnsOf({ id: 'bigint' });
    const whole = await readFile(await writeGroups(columns, [[{ id: 1 }]]));
    await writeFile(file, whole.subarray(0, whole.length - 20));
    await expect(readAll(file, columns)).rejects.toThrow(RequestError);
  });

  test('a column that the file has not', async () => {
    const file = await writeGroups(columnsOf({ id: 'bigint' }), [[{ id: 1 }]]);
    await expect(readAll(file, columnsOf({ Total: 'bigint' }))).rejects.toThrow(
      new RequestError(`${file} has no column "total" for Total; it has id, _misfits.`),
    );
  });
});
