import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { BatchWriteOperation } from '../../src/index.ts';
import { type CsvColumn, itemOfRow } from './csvColumn.ts';
import { itemOfDynamodbJson } from './dynamodbJson.ts';
import { exactJson } from './exactJson.ts';
import type { FileFormat } from './fileFormat.ts';
import type { Declarations } from './findDeclarations.ts';
import type { Input } from './openInput.ts';
import { rawPut } from './rawPut.ts';
import { textLines, texts } from './textLines.ts';

/** A record that could not be made into an operation; it stands in its place. */
export class BadRecord extends Error {
  /** The line as text, or the cells of a row by column. */
  readonly record: unknown;

  constructor(record: unknown, cause: unknown) {
    super((cause as Error).message, { cause });
    this.name = (cause as Error).name;
    this.record = record;
  }
}

/** What to read, and as what. */
export interface ReadOptions extends Declarations {
  readonly format: FileFormat;
  readonly columns: readonly CsvColumn[];
  /** How many records to pass over: those that were loaded before. */
  readonly from: number;
  readonly onRead: (bytes: number) => void;
}

/** A put for each record of the file, or what is wrong with it. */
export async function* readOperations(
  input: Input,
  options: ReadOptions,
): AsyncGenerator<BatchWriteOperation | BadRecord> {
  const { format, from } = options;
  const records = format === 'csv' ? csvRecords(input, options) : lineRecords(input, options);
  let place = 0;
  for await (const { record, make } of records) {
    place += 1;
    if (place <= from) continue;
    let operation: BatchWriteOperation | BadRecord;
    try {
      operation = make();
      made.set(operation, record);
    } catch (cause) {
      operation = new BadRecord(innerRecord(record), cause);
    }
    yield operation;
  }
}

/** A line of a dead-letter file that fails again is kept as what it was first. */
function innerRecord(record: unknown): unknown {
  try {
    const { Error: error, Record } = exactJson(record as string) as { Error?: unknown; Record?: unknown };
    return error === undefined ? record : (Record ?? record);
  } catch {
    return record;
  }
}

const made = new WeakMap<BatchWriteOperation, unknown>();

/** The record that an operation was made of. */
export function recordOf(operation: BatchWriteOperation): unknown {
  return made.get(operation);
}

interface SourceRecord {
  readonly record: unknown;
  readonly make: () => BatchWriteOperation;
}

async function* lineRecords(input: Input, options: ReadOptions): AsyncGenerator<SourceRecord> {
  const { format } = options;
  for await (const record of textLines(input.read(options.onRead))) {
    const make = () => {
      const value = exactJson(record);
      return format === 'stored' ? storedPut(value, options) : entityPut(value, options);
    };
    yield { record, make };
  }
}

async function* csvRecords(input: Input, options: ReadOptions): AsyncGenerator<SourceRecord> {
  const rows = Readable.from(texts(input.read(options.onRead))).compose(
    parse({ relax_column_count: true, skip_empty_lines: true }),
  ) as AsyncIterable<string[]>;
  const columns = new Map(options.columns.map((one) => [one.column, one]));
  let header: readonly string[] | undefined;
  for await (const cells of rows) {
    if (header !== undefined) {
      const names = header;
      // A row that does not fit must not become an item when it is loaded again.
      const fits = cells.length === names.length;
      const record = fits ? Object.fromEntries(names.map((name, place) => [name, cells[place]])) : cells;
      yield { record, make: () => entityPut(itemOfRow(names, cells, columns), options) };
      continue;
    }
    header = cells;
    checkHeader(input, header, options.columns);
  }
}

function checkHeader(input: Input, header: readonly string[], columns: readonly CsvColumn[]): void {
  const twice = header.find((name, place) => header.indexOf(name) < place);
  if (twice !== undefined) throw new Error(`The file ${input.path} has two columns ${twice}.`);
  const absent = columns.find(({ column }) => !header.includes(column));
  if (absent === undefined) return;
  throw new Error(`The file ${input.path} has no column ${absent.column}; it has ${header.join(', ')}.`);
}

/** Of an export or a dead-letter file; the latter holds records too, as they were read. */
function storedPut(value: unknown, options: ReadOptions): BatchWriteOperation {
  const line = value as { Item?: unknown; Record?: unknown; Error?: unknown };
  if (line?.Item !== undefined) return rawPut(options.table, itemOfDynamodbJson(line.Item));
  if (line?.Error === undefined) throw new TypeError('The line has no Item.');
  if (typeof line.Record === 'string') return recordPut(exactJson(line.Record), options);
  if (Array.isArray(line.Record)) {
    throw new TypeError(
      'The Record is a row that does not fit its columns; write it as an object, by column.',
    );
  }
  const cells = Object.entries((line.Record ?? {}) as Record<string, string>);
  const columns = new Map(options.columns.map((one) => [one.column, one]));
  const header = cells.map(([name]) => name);
  return entityPut(
    itemOfRow(
      header,
      cells.map(([, cell]) => cell),
      columns,
    ),
    options,
  );
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
