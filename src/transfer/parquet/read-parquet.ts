import { Buffer } from 'node:buffer';
import {
  asyncBufferFromFile,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { setOwn } from '../../client/codec/set-own.ts';
import { RequestError, shown } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { exactJson } from '../exact-json.ts';
import { decimalScale, nativeValue } from './native-value.ts';
import { MISFITS_COLUMN, type ParquetColumn } from './parquet-column.ts';

/** A column with its place in the file's schema. */
interface FoundColumn extends ParquetColumn {
  readonly node: SchemaTree;
}

/**
 * The items of a local Parquet file, exactly: long integers as bigint, long decimals as the SDK's number text. One row group
 * is in memory at a time. What no column tells is not in them: null attributes are absent, and sets are lists. Values of the
 * column `_misfits` are put in their place.
 *
 * @throws RequestError when the file is damaged, is no Parquet, or lacks a column.
 */
export async function* readParquet(
  file: string,
  columns: readonly ParquetColumn[],
): AsyncGenerator<NativeItem, void, undefined> {
  const { buffer, metadata } = await readable(file, async () => {
    const opened = await asyncBufferFromFile(file);
    return { buffer: opened, metadata: await parquetMetadataAsync(opened) };
  });
  const tree = parquetSchema(metadata);
  const found = columns.map((column): FoundColumn => ({ ...column, node: nodeOf(column, tree, file) }));
  const names = columns.map(({ column }) => column);
  if (tree.children.some(({ element }) => element.name === MISFITS_COLUMN)) names.push(MISFITS_COLUMN);
  const physical = withoutDecimals(metadata);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const from = rowStart;
    yield* await readable(file, async () => {
      const rows = await groupRows(buffer, physical, names, from, rowEnd);
      return rows.map((row) => itemOf(row, found));
    });
    rowStart = rowEnd;
  }
}

/** The rows of one group, each a list of values in the order of the names. */
async function groupRows(
  file: Awaited<ReturnType<typeof asyncBufferFromFile>>,
  metadata: FileMetaData,
  columns: string[],
  rowStart: number,
  rowEnd: number,
): Promise<readonly (readonly unknown[])[]> {
  let read: readonly (readonly unknown[])[] = [];
  if (columns.length === 0) return Array.from({ length: rowEnd - rowStart }, () => []);
  await parquetRead({
    ...{ file, metadata, columns, rowStart, rowEnd, rowFormat: 'array', utf8: false },
    // A TextDecoder would drop a mark of byte order with which a text begins.
    parsers: { stringFromBytes: utf8, jsonFromBytes: utf8 },
    onComplete: (rows) => {
      read = rows;
    },
  });
  return read;
}

function itemOf(row: readonly unknown[], columns: readonly FoundColumn[]): NativeItem {
  const item: NativeItem = {};
  for (const [place, { attribute, node, type }] of columns.entries()) {
    const value = nativeValue(row[place], node, type);
    if (value !== null) setOwn(item, attribute, value);
  }
  const misfits = row[columns.length];
  if (typeof misfits !== 'string') return item;
  for (const [attribute, value] of Object.entries(exactJson(misfits) as NativeItem)) {
    setOwn(item, attribute, value);
  }
  return item;
}

function nodeOf({ attribute, column }: ParquetColumn, tree: SchemaTree, file: string): SchemaTree {
  const node = tree.children.find(({ element }) => element.name === column);
  if (node !== undefined) return node;
  const names = tree.children.map(({ element }) => element.name).join(', ');
  throw new RequestError(`${file} has no column ${shown(column)} for ${attribute}; it has ${names}.`);
}

/** The reader makes doubles of decimals, unless it takes them for plain integers and bytes. */
function withoutDecimals(metadata: FileMetaData): FileMetaData {
  const schema = metadata.schema.map((element) => {
    if (decimalScale({ element, children: [], count: 1, path: [] }) === undefined) return element;
    const { converted_type: _, logical_type: __, ...plain } = element;
    return plain;
  });
  return { ...metadata, schema };
}

function utf8(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** The reader's errors are those of its own code: an index out of range, a byte that it did not expect. */
async function readable<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    const { code, message } = cause as { code?: string; message: string };
    if (code === 'ENOENT') throw new RequestError(`There is no file ${file}.`, { cause });
    throw new RequestError(`${file} cannot be read as Parquet: ${message}.`, { cause });
  }
}
