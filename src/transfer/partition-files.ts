import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AthenaColumn } from '../export/athena-table.ts';
import type { NativeItem } from '../operations/operation.ts';
import { itemOfLine } from './dynamodb-json.ts';
import { LineFile } from './line-file.ts';
import { loadPart } from './load-part.ts';
import { type SpooledFile, spooledBlocks, spooledLines } from './spooled-blocks.ts';

/** What becomes of the lines of one partition. */
export interface PartitionWriting {
  /** In the order in which they come. */
  readonly lines: readonly SpooledFile[];
  /** The path of the local file with that number, from 1 on. */
  readonly path: (number: number) => string;
  /** A file that has got so large is the last but one; in bytes as stored. */
  readonly fileBytes: number;
}

/** A finished local file. */
export interface LocalFile {
  readonly path: string;
  readonly rows: number;
}

/** Writes the lines as they are, in as few files as may be. */
export async function* lineFiles(
  { lines, path, fileBytes }: PartitionWriting,
  compression: 'none' | 'gzip',
): AsyncGenerator<LocalFile, void, undefined> {
  let file: LineFile | undefined;
  let number = 0;
  try {
    for await (const block of spooledBlocks(lines)) {
      let rest: Uint8Array = block;
      if (file !== undefined && file.bytes >= fileBytes) {
        const end = rest.indexOf(LINE_FEED) + 1;
        // A line that is longer than a block goes on.
        await file.write(end === 0 ? rest : rest.subarray(0, end));
        if (end === 0) continue;
        await file.finish();
        yield { path: file.path, rows: file.rows };
        file = undefined;
        rest = rest.subarray(end);
        if (rest.length === 0) continue;
      }
      if (file === undefined) {
        number += 1;
        file = new LineFile(await madeFolder(path(number)), compression);
      }
      await file.write(rest);
    }
    await file?.finish();
    if (file !== undefined) yield { path: file.path, rows: file.rows };
    file = undefined;
  } finally {
    await file?.discard();
  }
}

/** Of a row group. Readers hold one in memory, and so does the writer. */
const GROUP_ROWS = 50_000;
const GROUP_CHARACTERS = 16 * 1024 * 1024;

/** @throws RequestError when the packages for Parquet are not installed. */
export async function parquetWriter() {
  const packages = ['hyparquet-writer', 'hyparquet'];
  return loadPart('Parquet', packages, () => import('./parquet/write-parquet.ts'));
}

/** Writes the items of lines of DynamoDB JSON as Parquet. */
export async function* parquetFiles(
  { lines, path, fileBytes }: PartitionWriting,
  columns: readonly AthenaColumn[],
): AsyncGenerator<LocalFile, void, undefined> {
  const { openParquet } = await parquetWriter();
  let file:
    | { readonly path: string; rows: number; readonly parquet: Awaited<ReturnType<typeof openParquet>> }
    | undefined;
  let number = 0;
  try {
    for await (const items of itemGroups(lines)) {
      if (file === undefined) {
        number += 1;
        const made = await madeFolder(path(number));
        file = { path: made, rows: 0, parquet: await openParquet(made, columns) };
      }
      await file.parquet.write(items);
      file.rows += items.length;
      if (file.parquet.bytes < fileBytes) continue;
      await file.parquet.finish();
      yield { path: file.path, rows: file.rows };
      file = undefined;
    }
    await file?.parquet.finish();
    if (file !== undefined) yield { path: file.path, rows: file.rows };
    file = undefined;
  } finally {
    await file?.parquet.discard();
  }
}

async function* itemGroups(lines: readonly SpooledFile[]): AsyncGenerator<NativeItem[], void, undefined> {
  let items: NativeItem[] = [];
  let characters = 0;
  for await (const line of spooledLines(lines)) {
    items.push(itemOfLine(line));
    characters += line.length;
    if (items.length < GROUP_ROWS && characters < GROUP_CHARACTERS) continue;
    yield items;
    items = [];
    characters = 0;
  }
  if (items.length > 0) yield items;
}

const LINE_FEED = 10;

async function madeFolder(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  return path;
}
