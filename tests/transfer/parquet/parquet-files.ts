import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { type ColumnTypeText, parseColumnType } from '../../../src/export/column-type.ts';
import type { NativeItem } from '../../../src/operations/operation.ts';
import type { ParquetColumn } from '../../../src/transfer/parquet/parquet-column.ts';
import { readParquet } from '../../../src/transfer/parquet/read-parquet.ts';
import { openParquet, type ParquetOptions } from '../../../src/transfer/parquet/write-parquet.ts';

let folder: string;
let count = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-parquet-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A path that no test has used: DuckDB remembers parts of files that it has read. */
export function newFile(): string {
  count += 1;
  return join(folder, `${count}.parquet`);
}

/** Columns of these types, each by the name of its attribute in lower case. */
export function columnsOf(types: Readonly<Record<string, ColumnTypeText>>): ParquetColumn[] {
  return Object.entries(types).map(([attribute, type]) => ({
    attribute,
    column: attribute.toLowerCase(),
    type: parseColumnType(type, attribute),
  }));
}

/** Writes a file of one row group for each list of items. */
export async function writeGroups(
  columns: readonly ParquetColumn[],
  groups: readonly (readonly NativeItem[])[],
  options?: ParquetOptions,
): Promise<string> {
  const file = newFile();
  const parquet = await openParquet(file, columns, options);
  for (const group of groups) await parquet.write(group);
  await parquet.finish();
  return file;
}

export async function readAll(file: string, columns: readonly ParquetColumn[]): Promise<NativeItem[]> {
  const items: NativeItem[] = [];
  for await (const item of readParquet(file, columns)) items.push(item);
  return items;
}

/** What DuckDB answers, as JSON. */
export async function query(sql: string): Promise<unknown[]> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowObjectsJson();
  } finally {
    connection.closeSync();
  }
}
