import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { RequestError } from '../../errors.ts';
import { plainNumber } from '../../export/plain-number.ts';
import { decimalText } from '../parquet/decimal-text.ts';
import type { Form, MeasuredForm } from './column-forms.ts';
import { measure, PART, unmarked } from './measure-sql.ts';

type Row = Readonly<Record<string, unknown>>;

/** A file that DuckDB could not read: its own words. */
export class Unreadable extends RequestError {}

/** A DuckDB of our own, with its temporary files in a folder of ours. It opens no other database and loads nothing. */
export class Duckdb {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(folder: string): Promise<Duckdb> {
    const instance = await DuckDBInstance.create(':memory:', {
      memory_limit: '1GB',
      temp_directory: join(folder, 'duckdb'),
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      // A file that was replaced by one of the same name would be read from memory.
      enable_external_file_cache: 'false',
      preserve_insertion_order: 'false',
    });
    return new Duckdb(instance, await instance.connect());
  }

  /** @param values a query that gives (attribute, form, t) */
  async measure(values: string): Promise<readonly MeasuredForm[]> {
    return (await this.rows(measure(values))).map(measuredForm);
  }

  /** @throws Unreadable with the first line of what DuckDB says. */
  async rows(sql: string): Promise<readonly Row[]> {
    return await this.#reading(async () => (await this.#connection.runAndReadAll(sql)).getRowObjectsJS());
  }

  /** Rows as they come, for answers that are as large as a file. */
  async *stream(sql: string): AsyncGenerator<readonly Row[], void, undefined> {
    const rows = (await this.#reading(() => this.#connection.stream(sql))).yieldRowObjectJs();
    for (;;) {
      const next = await this.#reading(() => rows.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  /** Ends a query that is under way: it fails. */
  interrupt(): void {
    this.#connection.interrupt();
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  async #reading<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (cause) {
      const [line = ''] = String((cause as Error).message).split('\n');
      throw new Unreadable(line, { cause });
    }
  }
}

function measuredForm(row: Row): MeasuredForm {
  const sum = sumOf(row);
  return {
    attribute: unmarked(row.attribute),
    form: row.form as Form,
    count: Number(row.count),
    ...(sum !== undefined && { sum }),
    ...(row.bytes !== null && { bytes: Number(row.bytes) }),
  };
}

function sumOf({ high, low, scale, odd, count }: Row): string | undefined {
  if (typeof high === 'bigint' && typeof low === 'bigint') {
    return decimalText(high * PART + low, Number(scale));
  }
  if (typeof odd !== 'string') return undefined;
  const plain = plainNumber({ value: odd, toAttributeValue: () => ({}) });
  const [whole = '', fraction = ''] = plain.split('.');
  return decimalText(BigInt(whole + fraction) * BigInt(count as bigint), fraction.length);
}
