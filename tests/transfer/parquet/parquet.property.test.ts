import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { exactJson } from '../../../src/transfer/exact-json.ts';
import type { ParquetColumn } from '../../../src/transfer/parquet/parquet-column.ts';
import { readParquet } from '../../../src/transfer/parquet/read-parquet.ts';
import { openParquet } from '../../../src/transfer/parquet/write-parquet.ts';
import { plainValue, readBack, written } from './plain-values.ts';
import { columnType, valueOfType } from './typed-values.ts';

/** Some columns, and items with values of their types, in groups. */
const table = fc.array(columnType, { minLength: 1, maxLength: 4 }).chain((types) => {
  const columns = types.map((type, at): ParquetColumn => ({ attribute: `A${at}`, column: `a${at}`, type }));
  const item = fc.record(
    Object.fromEntries(columns.map(({ attribute, type }) => [attribute, valueOfType(type)])),
    { requiredKeys: [], noNullPrototype: true },
  );
  return fc.record({
    columns: fc.constant(columns),
    groups: fc.array(fc.array(item, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
  });
});

let folder: string;
let duckdb: Awaited<ReturnType<DuckDBInstance['connect']>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-parquet-'));
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(async () => {
  duckdb.closeSync();
  await rm(folder, { recursive: true, force: true });
});

test('DuckDB and the own reader find every value that was written', async () => {
  // Each time another name: DuckDB remembers parts of files that it has read.
  let count = 0;
  await fc.assert(
    fc.asyncProperty(table, async ({ columns, groups }) => {
      count += 1;
      const file = join(folder, `${count}.parquet`);
      const parquet = await openParquet(file, columns);
      for (const group of groups) await parquet.write(group);
      await parquet.finish();

      const items = groups.flat();
      const found: NativeItem[] = [];
      for await (const item of readParquet(file, columns)) found.push(item);
      const rows = await duckdb.runAndReadAll(`SELECT * FROM read_parquet('${file}')`);
      const values = rows.getRows();
      expect([found.length, values.length]).toEqual([items.length, items.length]);
      for (const [row, item] of items.entries()) {
        for (const [place, { attribute, type }] of columns.entries()) {
          const wanted = written(item[attribute], type);
          expect(plainValue(values[row]?.[place])).toEqual(plainValue(wanted));
          expect(plainValue(found[row]?.[attribute])).toEqual(plainValue(readBack(wanted, type, exactJson)));
        }
        expect(values[row]?.[columns.length]).toBeNull();
      }
    }),
    { numRuns: 150 },
  );
});
