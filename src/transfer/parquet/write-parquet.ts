import { type FileHandle, open, rm } from 'node:fs/promises';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { valueJson } from '../../export/json-line.ts';
import { quoted } from '../../export/json-text.ts';
import { misfit } from '../../export/misfit.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { checkColumns, MISFITS_COLUMN, type ParquetColumn } from './parquet-column.ts';
import { parquetSchema } from './parquet-schema.ts';
import { type PhysicalValue, physicalValue } from './parquet-value.ts';

/** A Parquet file that is being written. One call at a time. */
export interface ParquetFile {
  /** Written so far; the end of the file, some hundred bytes for each column and row group, comes with `finish`. */
  readonly bytes: number;
  /** Rows so far. */
  readonly rows: number;
  /**
   * Writes one row group: it is in memory as a whole, and a file of large ones is read faster. Attributes without a column
   * are left out.
   *
   * @throws ValueError for what no table can hold; the file is then to be discarded.
   */
  write(items: readonly NativeItem[]): Promise<void>;
  finish(): Promise<void>;
  /** Closes the file and removes it. */
  discard(): Promise<void>;
}

export interface ParquetOptions {
  /** Told of each value that its column's type does not hold: it is in the column `_misfits`, as JSON by attribute. */
  readonly onMisfit?: (attribute: string, reason: string, item: NativeItem) => void;
}

/**
 * Begins a local Parquet file. The same items in the same row groups give the same bytes. Text, integers and decimals are
 * exact; a `double` is the nearest one to the number. Sets are sorted lists. Null and absent are both null.
 *
 * @throws RequestError when two columns have one name.
 */
export async function openParquet(
  file: string,
  columns: readonly ParquetColumn[],
  options: ParquetOptions = {},
): Promise<ParquetFile> {
  checkColumns(columns, file);
  const writer = new FileBytes(file, await open(file, 'w'));
  const parquet = new ParquetWriter({ writer, schema: parquetSchema(columns), createdBy: 'monotable' });
  return {
    get bytes() {
      return writer.offset;
    },
    get rows() {
      return Number(parquet.num_rows);
    },
    async write(items) {
      if (items.length === 0) return;
      const columnData = columnsOf(items, columns, options);
      await parquet.write({ columnData, rowGroupSize: items.length });
    },
    async finish() {
      await parquet.finish();
    },
    discard: () => writer.discard(),
  };
}

interface ColumnData {
  readonly name: string;
  readonly data: (PhysicalValue | null)[];
}

/** The values of the items by column, that of the misfits last. */
function columnsOf(
  items: readonly NativeItem[],
  columns: readonly ParquetColumn[],
  { onMisfit }: ParquetOptions,
): ColumnData[] {
  const misfits = items.map(() => '');
  const written = columns.map(({ attribute, column, type }): ColumnData => {
    const data = items.map((item, row) => {
      const value = Object.hasOwn(item, attribute) ? item[attribute] : undefined;
      if (value === undefined || value === null) return null;
      const reason = misfit(value, type);
      if (reason === undefined) return physicalValue(value, type, attribute);
      // First, because it refuses what cannot be stored.
      const json = `${quoted(attribute)}:${valueJson(value, attribute)}`;
      misfits[row] += misfits[row] === '' ? json : `,${json}`;
      onMisfit?.(attribute, reason, item);
      return null;
    });
    return { name: column, data };
  });
  const data = misfits.map((members) => (members === '' ? null : `{${members}}`));
  return [...written, { name: MISFITS_COLUMN, data }];
}

/** Keeps the bytes of one row group, and then writes them into the file. */
class FileBytes extends ByteWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  #closed = false;

  constructor(file: string, handle: FileHandle) {
    super();
    this.#file = file;
    this.#handle = handle;
  }

  /** After each row group. */
  async flush(): Promise<void> {
    const bytes = this.getBytes();
    for (let from = 0; from < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(bytes, from);
      from += bytesWritten;
    }
    this.index = 0;
  }

  override async finish(): Promise<void> {
    await this.flush();
    await this.#close();
  }

  async discard(): Promise<void> {
    await this.#close();
    await rm(this.#file, { force: true });
  }

  async #close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#handle.close();
  }
}
