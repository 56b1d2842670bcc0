import type { BatchWriteOperation } from '../../batch/write-units.ts';
import type { Table } from '../../table/table.ts';
import { itemOfDynamodbJson } from '../../transfer/dynamodb-json.ts';
import { exactJson } from '../../transfer/exact-json.ts';
import { rawPut } from '../../transfer/raw-put.ts';
import { textLines, texts } from '../../transfer/text-lines.ts';
import { type CsvColumn, checkColumns, itemOfRow } from './csv-column.ts';
import { csvRows } from './csv-rows.ts';
import type { FileFormat } from './file-format.ts';
import type { LoadedEntity } from './find-entity.ts';
import { isLetter } from './letter.ts';
import type { Input } from './open-input.ts';

/** A record that could not be made into an operation; it stands in its place. */
export class BadRecord extends Error {
  /** The line as text, the cells of a row by column, or a row that could not be split into them. */
  readonly record: unknown;

  constructor(record: unknown, cause: unknown) {
    super((cause as Error).message, { cause });
    this.name = (cause as Error).name;
    this.record = record;
  }
}

/** What to read, and as what. */
export interface ReadOptions {
  readonly table: Table;
  /** `undefined` when the file holds stored items. */
  readonly entity: LoadedEntity | undefined;
  readonly format: FileFormat;
  /** By the names of the columns. */
  readonly columns: ReadonlyMap<string, CsvColumn>;
  /** How many records to pass over: those that were loaded before. */
  readonly from: number;
  /** Ends the passing over, too, in which nobody asks for the next operation. */
  readonly abortSignal: AbortSignal;
  readonly onRead: (bytes: number) => void;
}

/**
 * A put for each record of the file, or what is wrong with it.
 *
 * @throws when the file has fewer records than were loaded before, or is none to be read at all.
 */
export async function* readOperations(
  input: Input,
  options: ReadOptions,
): AsyncGenerator<BatchWriteOperation | BadRecord> {
  const { format, from, abortSignal } = options;
  const records = format === 'csv' ? csvRecords(input, options) : lineRecords(input, options);
  let place = 0;
  for await (const source of records) {
    place += 1;
    if (place <= from) {
      abortSignal.throwIfAborted();
      continue;
    }
    let operation: BatchWriteOperation | BadRecord;
    try {
      operation = source.make();
      made.set(operation, source);
    } catch (cause) {
      operation = new BadRecord(source.record(), cause);
    }
    yield operation;
  }
  if (place < from) {
    throw new Error(
      `The file ${input.path} has ${place} records, and the checkpoint is at ${from}: it is not of this file.`,
    );
  }
}

const made = new WeakMap<BatchWriteOperation, SourceRecord>();

/** The record that an operation was made of. */
export function recordOf(operation: BatchWriteOperation): unknown {
  return made.get(operation)?.record();
}

interface SourceRecord {
  /** What is kept of it when it cannot be loaded. */
  readonly record: () => unknown;
  readonly make: () => BatchWriteOperation;
}

async function* lineRecords(input: Input, options: ReadOptions): AsyncGenerator<SourceRecord> {
  const stored = options.format === 'stored';
  for await (const line of textLines(input.read(options.onRead))) {
    yield {
      record: () => (stored ? innerRecord(line) : line),
      make: () => (stored ? storedPut : entityPut)(exactJson(line), options),
    };
  }
}

/** A line of a dead-letter file that fails again is kept as what it was first. */
function innerRecord(line: string): unknown {
  try {
    const value = exactJson(line);
    return isLetter(value) && value.Item === undefined ? value.Record : line;
  } catch {
    return line;
  }
}

async function* csvRecords(input: Input, options: ReadOptions): AsyncGenerator<SourceRecord> {
  let header: readonly string[] | undefined;
  for await (const row of csvRows(texts(input.read(options.onRead)))) {
    if ('error' in row) {
      const { text, error } = row;
      if (header === undefined) throw new Error(`The file ${input.path} has no header. ${error.message}`);
      // As one that does not fit.
      yield { record: () => [text], make: () => fail(error) };
    } else if (header === undefined) {
      header = row.cells;
      checkHeader(input, header, options.columns);
    } else {
      const names = header;
      const { cells } = row;
      yield {
        // A row that does not fit must not become an item when it is loaded again.
        record: () =>
          cells.length === names.length
            ? Object.fromEntries(names.map((name, place) => [name, cells[place]]))
            : cells,
        make: () => entityPut(itemOfRow(names, cells, options.columns), options),
      };
    }
  }
  if (header === undefined) throw new Error(`The file ${input.path} is empty.`);
}

function fail(error: Error): never {
  throw error;
}

function checkHeader(input: Input, header: readonly string[], columns: ReadOptions['columns']): void {
  const absent = [...columns.keys()].find((column) => !header.includes(column));
  if (absent !== undefined) {
    throw new Error(`The file ${input.path} has no column ${absent}; it has ${header.join(', ')}.`);
  }
  try {
    checkColumns(header, columns);
  } catch (cause) {
    throw new Error(`The file ${input.path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Of an export or a dead-letter file; the latter holds records too, as they were read. */
function storedPut(value: unknown, options: ReadOptions): BatchWriteOperation {
  const { Item } = (value ?? {}) as { Item?: unknown };
  if (Item !== undefined) return rawPut(options.table, itemOfDynamodbJson(Item));
  if (!isLetter(value)) throw new TypeError('The line has no Item.');
  const { Record } = value;
  if (typeof Record === 'string') return recordPut(exactJson(Record), options);
  if (Array.isArray(Record)) {
    throw new TypeError(
      'The Record is a row that does not fit its columns; write it as an object, by column.',
    );
  }
  const row = (Record ?? {}) as Record<string, string>;
  const header = Object.keys(row);
  checkColumns(header, options.columns);
  return entityPut(itemOfRow(header, Object.values(row), options.columns), options);
}

/** What stood on a line: a stored item, or one of an entity. */
function recordPut(value: unknown, options: ReadOptions): BatchWriteOperation {
  const { Item } = (value ?? {}) as { Item?: unknown };
  return Item === undefined || options.entity !== undefined
    ? entityPut(value, options)
    : rawPut(options.table, itemOfDynamodbJson(Item));
}

function entityPut(value: unknown, { entity }: ReadOptions): BatchWriteOperation {
  if (entity === undefined) throw new TypeError('The record is of an entity; say which: --entity.');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError('The record is no object.');
  }
  return entity.put(value);
}
