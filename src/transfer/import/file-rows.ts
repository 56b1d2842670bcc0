import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { BatchWriteOperation } from '../../batch/write-units.ts';
import { setOwn } from '../../client/codec/set-own.ts';
import { shown, ValueError } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import type { EntityModel } from '../../table/entity.ts';
import type { Table } from '../../table/table.ts';
import { itemOfLine } from '../dynamodb-json.ts';
import { exactJson } from '../exact-json.ts';
import { loadPart } from '../load-part.ts';
import { rawPut } from '../raw-put.ts';
import { textLines } from '../text-lines.ts';
import { restoredPut } from './restored-put.ts';
import { restoredValue, type ToldColumn } from './restored-value.ts';

/** Makes the put of one row, or throws. */
export type Row = () => BatchWriteOperation;

/** Reads the rows of a local file. @param packed whether it is a gzip file */
export type RowReader = (file: string, packed: boolean) => AsyncIterable<Row>;

/** Lines of DynamoDB JSON: items as they are stored, keys and all. */
export function storedRows(table: Table): RowReader {
  return async function* (file, packed) {
    for await (const line of lines(file, packed)) yield () => rawPut(table, itemOfLine(line));
  };
}

/** Rows of an entity. What reads Parquet is loaded at once, so that it is missed before anything is written. */
export async function itemRows(
  entity: EntityModel,
  format: 'json-lines' | 'parquet',
  columns: readonly ToldColumn[],
): Promise<RowReader> {
  const byName = new Map(columns.map((column) => [column.attribute, column]));
  const put = (row: unknown): BatchWriteOperation => restoredPut(entity, restoredItem(row, byName));
  if (format === 'json-lines') {
    return async function* (file, packed) {
      for await (const line of lines(file, packed)) yield () => put(exactJson(line));
    };
  }
  const { readParquet } = await loadPart(
    'Parquet',
    ['hyparquet'],
    () => import('../parquet/read-parquet.ts'),
  );
  return async function* (file) {
    for await (const row of readParquet(file, columns)) yield () => put(row);
  };
}

function restoredItem(row: unknown, columns: ReadonlyMap<string, ToldColumn>): NativeItem {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) {
    throw new ValueError(`The row is ${shown(row)}, not an object.`);
  }
  const item: NativeItem = {};
  for (const [name, value] of Object.entries(row)) {
    const column = columns.get(name);
    if (column === undefined) throw new ValueError(`The row has ${name}, which the manifest does not name.`);
    setOwn(item, name, restoredValue(value, column));
  }
  return item;
}

async function* lines(file: string, packed: boolean): AsyncGenerator<string, void, undefined> {
  const bytes = createReadStream(file);
  // Errors of either come out of what it gives.
  yield* textLines(packed ? pipeline(bytes, createGunzip(), () => undefined) : bytes);
}
